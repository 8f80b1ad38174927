import type { Tone } from '@/components/display/StateTag';
import type { PaperStatus } from './api';

export const PAPER_TONE: Record<PaperStatus, Tone> = {
  draft: 'waiting',
  published: 'good',
  retired: 'neutral',
};
