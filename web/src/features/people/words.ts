/** The words of states and documents, with the look of each state. */
import type { Tone } from '@/components/display/StateTag';
import type { DocumentType, MemberStatus, StatusStep } from './api';

export const STATUSES: readonly MemberStatus[] = ['active', 'suspended', 'left', 'transferred'];

export const STATUS_TONE: Record<MemberStatus, Tone> = {
  active: 'good',
  suspended: 'waiting',
  left: 'neutral',
  transferred: 'neutral',
};

export const DOCUMENTS: readonly DocumentType[] = [
  'resident_id',
  'hmt_residence_permit',
  'passport',
  'hk_macau_permit',
  'taiwan_permit',
];

/** What can be done to somebody in this state. */
export const STEPS: Record<MemberStatus, readonly StatusStep[]> = {
  active: ['suspend', 'leave'],
  suspended: ['resume', 'leave'],
  left: ['resume'],
  transferred: ['resume'],
};
