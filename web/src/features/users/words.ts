import type { Tone } from '@/components/display/StateTag';
import type { Account } from './api';

export const STATUS_TONE: Record<Account['status'], Tone> = {
  pending: 'waiting',
  active: 'good',
  disabled: 'bad',
};
