/** States of batches and enrolments, and whose the steps are. The server has the last word. */
import type { Tone } from '@/components/display/StateTag';
import type { Grant } from '@/lib/api/types';
import { type Batch, type BatchStatus, type EnrolmentStatus, KEEPERS, type Step } from './api';

/** The way of a batch; one that is called off leaves it. */
export const WAY: readonly BatchStatus[] = [
  'draft',
  'enrolling',
  'grouped',
  'running',
  'assessing',
  'finished',
];
export const BATCH_STATUSES: readonly BatchStatus[] = [...WAY, 'cancelled'];

export const BATCH_TONE: Record<BatchStatus, Tone> = {
  draft: 'neutral',
  enrolling: 'waiting',
  grouped: 'good',
  running: 'active',
  assessing: 'active',
  finished: 'good',
  cancelled: 'bad',
};

export const ENROLMENT_STATUSES: readonly EnrolmentStatus[] = [
  'waiting',
  'enrolled',
  'placed',
  'passed',
  'failed',
  'dropped',
  'withdrawn',
  'expired',
];

export const ENROLMENT_TONE: Record<EnrolmentStatus, Tone> = {
  waiting: 'waiting',
  enrolled: 'good',
  placed: 'active',
  passed: 'good',
  failed: 'bad',
  dropped: 'neutral',
  withdrawn: 'neutral',
  expired: 'neutral',
};

const STEPS: Record<BatchStatus, readonly Step[]> = {
  draft: ['open', 'cancel'],
  enrolling: ['cancel'],
  grouped: ['reopen', 'cancel'],
  running: [],
  assessing: ['finish'],
  finished: [],
  cancelled: [],
};

/** Whether a batch is this person's to look after: headquarters all, a branch those that it opened. */
export function keeps(grant: Grant | undefined, batch: Pick<Batch, 'opened_by_region'>): boolean {
  if (!grant || !KEEPERS.includes(grant.role)) return false;
  return grant.role === 'hq_admin' || batch.opened_by_region === grant.scope.region_code;
}

export const stepsFor = (batch: Batch, grant: Grant | undefined): readonly Step[] =>
  keeps(grant, batch) ? STEPS[batch.status] : [];

/** Whoever takes these owes the others a word. */
export const needsReason = (step: Step): boolean => step === 'reopen' || step === 'cancel';

export const isOver = ({ status }: Pick<Batch, 'status'>): boolean =>
  status === 'finished' || status === 'cancelled';

/** Whether everything of it may change. */
export const isForming = ({ status }: Pick<Batch, 'status'>): boolean =>
  status === 'draft' || status === 'enrolling';

/** Whether classes are formed of it, and people change them. */
export const formsClasses = (status: BatchStatus): boolean =>
  status === 'enrolling' || status === 'grouped' || status === 'running';

/** Whether an enrolment has neither come to a class nor to an end. */
export const isUnplaced = (status: EnrolmentStatus): boolean =>
  status === 'waiting' || status === 'enrolled';

/** Whether an enrolment may still be taken back or moved: not in a class. */
export const isFree = (status: EnrolmentStatus, batch: BatchStatus): boolean =>
  (isUnplaced(status) && (batch === 'enrolling' || batch === 'grouped')) ||
  // Whose class was dissolved while others run.
  (status === 'enrolled' && batch === 'running');

/** Whether somebody is or was in a class: what they did in it stays theirs to read. */
export const wasPlaced = (status: EnrolmentStatus): boolean =>
  status === 'placed' || status === 'passed' || status === 'failed' || status === 'dropped';

export const isLive = (status: EnrolmentStatus): boolean =>
  status === 'waiting' || status === 'enrolled' || status === 'placed';
