/** The words of states and documents, with the look of each state. */
import { useCallback } from 'react';
import type { Tone } from '@/components/display/StateTag';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import type { DocumentType, Kind, MemberStatus, StatusStep } from './api';

/** Words that differ between students and teachers, such as who pauses; by the key that both share. */
export function useKindWords(kind: Kind) {
  const { text } = useDynamicText('people');
  return useCallback(
    (key: string, values?: Record<string, unknown>) =>
      text(`${key}_${kind}`, text(key, key, values), values),
    [text, kind],
  );
}

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
