/** The closed lists about institutions, with the look of each state. */
import type { Tone } from '@/components/display/StateTag';
import type { Application, Institution } from './api';

export const LEVELS: readonly Institution['level'][] = [
  'undergraduate',
  'higher_vocational',
  'secondary_vocational',
];
export const PILOTS: readonly Institution['pilot_status'][] = ['pilot', 'added_pilot', 'non_pilot'];
export const APPLICATION_STATUSES: readonly Application['status'][] = [
  'submitted',
  'returned',
  'approved',
  'rejected',
];
export const APPLICATION_TONE: Record<Application['status'], Tone> = {
  submitted: 'waiting',
  returned: 'warn',
  approved: 'good',
  rejected: 'bad',
};
