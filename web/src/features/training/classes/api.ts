/** Training classes: how a batch is grouped, who takes part and trains, and regions that train together. */
import { api, call, idempotent, ifMatch } from '@/lib/api/client';
import type { Answer, Body, Item, Role, RuleOverride } from '@/lib/api/types';

export type TrainingClass = Answer<'/api/v1/training-classes/{id}', 'get'>;
export type ClassStatus = TrainingClass['status'];
export type Member = Item<Answer<'/api/v1/training-classes/{id}/members', 'get'>>;
export type Preview = Answer<'/api/v1/training-groupings/preview', 'post'>;
export type Remedy = Preview['remedies'][number];
export type NewGrouping = Body<'/api/v1/training-groupings', 'post'>;
export type Merge = Answer<'/api/v1/training-merges/{id}', 'get'>;
export type MergeStatus = Merge['status'];
export type NewMerge = Body<'/api/v1/training-merges', 'post'>;

/** Who forms classes and changes them. */
export const FORMERS: readonly Role[] = ['hq_admin', 'branch_staff'];
/** Who starts and finishes classes: a trainer those they train. */
export const RUNNERS: readonly Role[] = ['hq_admin', 'branch_staff', 'trainer'];
export const CLASS_READERS: readonly Role[] = [
  'hq_admin',
  'certifier',
  'branch_staff',
  'trainer',
  'institution_admin',
  'teacher',
];
/** Who has a list of them: a participant comes to their own by the page of their training. */
export const LIST_READERS: readonly Role[] = CLASS_READERS.filter((role) => role !== 'teacher');
/** Whoever takes part does not see who else does. */
export const MEMBER_READERS: readonly Role[] = CLASS_READERS.filter((role) => role !== 'teacher');
export const CLASS_EXPORTERS: readonly Role[] = ['hq_admin', 'certifier', 'branch_staff'];
/** Who agrees or refuses for a region. */
export const ANSWERERS: readonly Role[] = ['branch_staff'];

export const CLASSES = ['training-classes'];
export const GROUPINGS = ['training-groupings'];
export const MERGES = ['training-merges'];

type Query = Record<string, string | number | boolean | undefined>;

export const listClasses = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-classes', { params: { query }, signal }));

export const getClass = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-classes/{id}', { params: { path: { id } }, signal }));

export const listMembers = (id: string, query: Query, signal: AbortSignal) =>
  call(
    api.GET('/api/v1/training-classes/{id}/members', { params: { path: { id }, query }, signal }),
  );

export const updateClass = (
  { id, version }: TrainingClass,
  body: Body<'/api/v1/training-classes/{id}', 'patch'>,
) =>
  call(
    api.PATCH('/api/v1/training-classes/{id}', {
      params: { path: { id }, header: ifMatch(version) },
      body,
    }),
  );

export const putClassTrainers = (
  { id, version }: TrainingClass,
  trainerIds: string[],
  overrides: RuleOverride[],
) =>
  call(
    api.PUT('/api/v1/training-classes/{id}/trainers', {
      params: { path: { id }, header: ifMatch(version) },
      body: { trainer_ids: trainerIds, overrides },
    }),
  );

/** To a class of the batch, or to none. */
export const moveMembers = (
  batchId: string,
  enrolmentIds: string[],
  to: string | undefined,
  overrides: RuleOverride[],
) =>
  call(
    api.POST('/api/v1/training-classes/moves', {
      body: { batch_id: batchId, enrolment_ids: enrolmentIds, overrides, ...(to ? { to } : {}) },
    }),
  );

export type ClassStep = 'start' | 'finish' | 'dissolve';

/** A step from the version that was seen. */
export const takeClassStep = (
  { id, version }: TrainingClass,
  step: ClassStep,
  remarks: string,
  overrides: RuleOverride[],
) =>
  call(
    api.POST(`/api/v1/training-classes/{id}/${step}` as '/api/v1/training-classes/{id}/start', {
      params: { path: { id }, header: ifMatch(version) },
      body: { overrides, ...(remarks ? { remarks } : {}) },
    }),
  );

export const previewGrouping = (
  body: Body<'/api/v1/training-groupings/preview', 'post'>,
  signal: AbortSignal,
) => call(api.POST('/api/v1/training-groupings/preview', { body, signal }));

export const createGrouping = (body: NewGrouping, idempotencyKey: string) =>
  call(
    api.POST('/api/v1/training-groupings', {
      params: { header: idempotent(idempotencyKey) },
      body,
    }),
  );

export const dropEnrolment = (id: string, version: number, reason: string) =>
  call(
    api.POST('/api/v1/training-enrolments/{id}/drop', {
      params: { path: { id }, header: ifMatch(version) },
      body: { reason },
    }),
  );

export const listMerges = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-merges', { params: { query }, signal }));

export const proposeMerge = (body: NewMerge, idempotencyKey: string) =>
  call(
    api.POST('/api/v1/training-merges', { params: { header: idempotent(idempotencyKey) }, body }),
  );

export type MergeTurn = 'agree' | 'refuse' | 'withdraw';

export const takeTurn = ({ id, version }: Merge, turn: MergeTurn, remarks: string) =>
  call(
    api.POST(`/api/v1/training-merges/{id}/${turn}` as '/api/v1/training-merges/{id}/agree', {
      params: { path: { id }, header: ifMatch(version) },
      body: remarks ? { remarks } : {},
    }),
  );
