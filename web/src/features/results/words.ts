import type { Tone } from '@/components/display/StateTag';
import type { Answer, Item, Role } from '@/lib/api/types';

export type Result = Item<Answer<'/api/v1/subject-results', 'get'>>;

export const RESULTS = ['subject-results'];
export const READERS: readonly Role[] = [
  'hq_admin',
  'certifier',
  'branch_staff',
  'institution_admin',
  'student',
];
/** Imports and corrects results. */
export const KEEPERS: readonly Role[] = ['certifier'];

export const STATUSES = ['scored', 'absent', 'voided', 'deferred'] as const;

export const STATUS_TONE: Record<Result['status'], Tone> = {
  scored: 'good',
  absent: 'warn',
  voided: 'bad',
  deferred: 'neutral',
};
