/** Which steps a class allows in its state, and whose they are. The server has the last word. */
import type { Tone } from '@/components/display/StateTag';
import type { Role } from '@/lib/api/types';
import { type Cohort, type CohortStatus, DECIDERS, FORMERS, type Step } from './api';

export const STATUSES: readonly CohortStatus[] = [
  'draft',
  'submitted',
  'returned',
  'approved',
  'running',
  'finished',
  'dissolved',
];

export const STATUS_TONE: Record<CohortStatus, Tone> = {
  draft: 'neutral',
  submitted: 'waiting',
  returned: 'warn',
  approved: 'good',
  running: 'active',
  finished: 'good',
  dissolved: 'neutral',
};

const ALLOWED: Record<CohortStatus, readonly Step[]> = {
  draft: ['submit', 'dissolve'],
  returned: ['submit', 'dissolve'],
  submitted: ['approve', 'return', 'withdraw'],
  approved: ['start', 'dissolve'],
  running: ['finish'],
  finished: [],
  dissolved: [],
};

/** The branch decides; everything else is the school's. */
const OWNERS: Record<Step, readonly Role[]> = {
  submit: FORMERS,
  withdraw: FORMERS,
  approve: DECIDERS,
  return: DECIDERS,
  start: FORMERS,
  finish: FORMERS,
  dissolve: FORMERS,
};

export const stepsFor = (status: CohortStatus, role: Role | undefined): Step[] =>
  ALLOWED[status].filter((step) => role !== undefined && OWNERS[step].includes(role));

/** Whoever takes these owes the other side a word. */
export const needsRemarks = (step: Step): boolean => step === 'return' || step === 'dissolve';

export const isForming = ({ status }: Cohort): boolean =>
  status === 'draft' || status === 'returned';

/** While the branch decides nothing moves under its hands. */
export const membersMayChange = ({ status }: Cohort): boolean =>
  status !== 'submitted' && status !== 'finished' && status !== 'dissolved';

/** Its students learn or have learnt in it: some may hold certificates. */
export const mayBeCertified = ({ status }: Cohort): boolean =>
  status === 'approved' || status === 'running' || status === 'finished';

/** Its live sessions are planned and were held, and this role sees them. */
export const hasSessions = (status: CohortStatus, role: Role): boolean =>
  (status === 'approved' || status === 'running' || status === 'finished') &&
  role !== 'certifier' &&
  role !== 'partner';
