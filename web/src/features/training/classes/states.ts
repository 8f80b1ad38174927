/** States of classes and of proposals to train together, and whose the steps are. The server has the last word. */
import type { Tone } from '@/components/display/StateTag';
import type { Grant } from '@/lib/api/types';
import {
  ANSWERERS,
  type ClassStatus,
  type ClassStep,
  FORMERS,
  type Merge,
  type MergeStatus,
  type MergeTurn,
  RUNNERS,
  type TrainingClass,
} from './api';

export const CLASS_STATUSES: readonly ClassStatus[] = [
  'formed',
  'running',
  'finished',
  'dissolved',
];

export const CLASS_TONE: Record<ClassStatus, Tone> = {
  formed: 'waiting',
  running: 'active',
  finished: 'good',
  dissolved: 'neutral',
};

export const MERGE_STATUSES: readonly MergeStatus[] = [
  'proposed',
  'agreed',
  'refused',
  'withdrawn',
];

export const MERGE_TONE: Record<MergeStatus, Tone> = {
  proposed: 'waiting',
  agreed: 'good',
  refused: 'bad',
  withdrawn: 'neutral',
};

export const isFormer = (grant: Grant | undefined): boolean =>
  grant !== undefined && FORMERS.includes(grant.role);

export const classSteps = (
  { status }: Pick<TrainingClass, 'status'>,
  grant: Grant | undefined,
): readonly ClassStep[] => {
  if (!grant || !RUNNERS.includes(grant.role)) return [];
  if (status === 'running') return ['finish'];
  if (status === 'formed') return isFormer(grant) ? ['start', 'dissolve'] : ['start'];
  return [];
};

/** Whether it takes its trainers' time. */
export const isLiveClass = ({ status }: Pick<TrainingClass, 'status'>): boolean =>
  status === 'formed' || status === 'running';

/** What somebody may say to a proposal. */
export const turnsFor = (merge: Merge, grant: Grant | undefined): readonly MergeTurn[] => {
  if (!grant || merge.status !== 'proposed') return [];
  if (!ANSWERERS.includes(grant.role)) return merge.own ? ['withdraw'] : [];
  const source = merge.region_code === grant.scope.region_code;
  const agreed = source ? merge.source_agreed_at : merge.target_agreed_at;
  return agreed ? ['withdraw'] : ['agree', 'refuse'];
};
