import type { Tone } from '@/components/display/StateTag';
import type { Answer, Item, Role } from '@/lib/api/types';

export type Run = Answer<'/api/v1/issuance-runs/{id}', 'get'>;
export type RunRow = Item<Answer<'/api/v1/issuance-runs', 'get'>>;
export type RunItem = Item<Answer<'/api/v1/issuance-runs/{id}/items', 'get'>>;

export const RUNS = ['issuance-runs'];
export const READERS: readonly Role[] = ['hq_admin', 'certifier'];

export const RUN_STATUSES = [
  'preparing',
  'prepared',
  'approved',
  'issuing',
  'issued',
  'rejected',
  'cancelled',
  'failed',
] as const;
/** Where somebody ended it. */
export const ENDED = ['issued', 'rejected', 'cancelled'] as const;
export const OUTCOMES = ['eligible', 'ineligible', 'already_held', 'issued'] as const;
/** What a run can be made for; other grounds plug in with their own features. */
export const BASES = ['exam', 'training'] as const;

export const RUN_TONE: Record<Run['status'], Tone> = {
  preparing: 'active',
  prepared: 'waiting',
  approved: 'waiting',
  issuing: 'active',
  issued: 'good',
  rejected: 'bad',
  cancelled: 'neutral',
  failed: 'bad',
};

export const OUTCOME_TONE: Record<RunItem['outcome'], Tone> = {
  eligible: 'active',
  ineligible: 'warn',
  already_held: 'neutral',
  issued: 'good',
};
