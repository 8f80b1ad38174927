/** States of reviews and judgements. The server has the last word. */
import type { Tone } from '@/components/display/StateTag';
import type { Judgement, JudgementStatus, Outcome, ReviewStatus } from './api';

export const REVIEW_STATUSES: readonly ReviewStatus[] = ['assigned', 'submitted', 'released'];
export const REVIEW_TONE: Record<ReviewStatus, Tone> = {
  assigned: 'waiting',
  submitted: 'good',
  released: 'neutral',
};

export const JUDGEMENT_STATUSES: readonly JudgementStatus[] = ['open', 'proposed', 'confirmed'];
export const JUDGEMENT_TONE: Record<JudgementStatus, Tone> = {
  open: 'neutral',
  proposed: 'waiting',
  confirmed: 'good',
};

export const OUTCOMES: readonly Outcome[] = ['passed', 'failed'];
export const OUTCOME_TONE: Record<Outcome, Tone> = { passed: 'good', failed: 'bad' };

/** What a lead can do with a judgement now. */
export type LeadStep = 'propose' | 'confirm' | 'reopen';
const STEP: Record<JudgementStatus, LeadStep> = {
  open: 'propose',
  proposed: 'confirm',
  confirmed: 'reopen',
};

/** Nothing for who reviewed the design or has a conflict of interest. */
export const stepOf = ({ status, bar }: Pick<Judgement, 'status' | 'bar'>): LeadStep | undefined =>
  bar ? undefined : STEP[status];
