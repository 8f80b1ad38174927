/** Student classes: reading, forming, the steps between school and branch, and the split of an intake. */
import { api, call, ifMatch } from '@/lib/api/client';
import type { Answer, Body, Item, Role, RuleOverride } from '@/lib/api/types';

export type Cohort = Answer<'/api/v1/cohorts/{id}', 'get'>;
export type CohortStatus = Cohort['status'];
export type CohortKind = Cohort['kind'];
export type CohortStudent = Item<Answer<'/api/v1/cohorts/{id}/students', 'get'>>;
export type NewCohort = Body<'/api/v1/cohorts', 'post'>;
export type CohortUpdate = Body<'/api/v1/cohorts/{id}', 'patch'>;
export type SplitRequest = Body<'/api/v1/cohort-splits/preview', 'post'>;
export type SplitPreview = Answer<'/api/v1/cohort-splits/preview', 'post'>;
export type NewSplit = Body<'/api/v1/cohort-splits', 'post'>;

export const READERS: readonly Role[] = [
  'hq_admin',
  'certifier',
  'branch_staff',
  'institution_admin',
  'teacher',
];
/** May take the rows along as a file. */
export const EXPORTERS: readonly Role[] = READERS.filter((role) => role !== 'teacher');
/** May print their students' certificates. */
export const PRINTERS = EXPORTERS;
/** Who forms classes. */
export const FORMERS: readonly Role[] = ['institution_admin'];
/** Who decides about them. */
export const DECIDERS: readonly Role[] = ['hq_admin', 'branch_staff'];

export const COHORTS = ['cohorts'];

export function listCohorts(
  query: Record<string, string | number | boolean | undefined>,
  signal: AbortSignal,
) {
  return call(api.GET('/api/v1/cohorts', { params: { query }, signal }));
}

export const getCohort = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/cohorts/{id}', { params: { path: { id } }, signal }));

export const cohortStudents = (id: string, cursor: string | undefined, signal: AbortSignal) =>
  call(
    api.GET('/api/v1/cohorts/{id}/students', {
      params: { path: { id }, query: { limit: 200, ...(cursor ? { cursor } : {}) } },
      signal,
    }),
  );

export const createCohort = (body: NewCohort, idempotencyKey: string) =>
  call(
    api.POST('/api/v1/cohorts', {
      params: { header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );

export const updateCohort = (cohort: Cohort, body: CohortUpdate) =>
  call(
    api.PATCH('/api/v1/cohorts/{id}', {
      params: { path: { id: cohort.id }, header: ifMatch(cohort.version) },
      body,
    }),
  );

export const changeStudents = (
  id: string,
  change: { add?: string[]; remove?: string[] },
  overrides: RuleOverride[],
) =>
  call(
    api.POST('/api/v1/cohorts/{id}/students', {
      params: { path: { id } },
      body: { ...change, overrides },
    }),
  );

export const putTeachers = (cohort: Cohort, teacherIds: string[], overrides: RuleOverride[]) =>
  call(
    api.PUT('/api/v1/cohorts/{id}/teachers', {
      params: { path: { id: cohort.id }, header: ifMatch(cohort.version) },
      body: { teacher_ids: teacherIds, overrides },
    }),
  );

export const moveStudents = (
  from: string,
  to: string,
  studentIds: string[],
  overrides: RuleOverride[],
) =>
  call(
    api.POST('/api/v1/cohorts/moves', { body: { from, to, student_ids: studentIds, overrides } }),
  );

export type Step = 'submit' | 'withdraw' | 'approve' | 'return' | 'start' | 'finish' | 'dissolve';

/** A decision on the version that was seen. */
export const takeStep = (
  cohort: Pick<Cohort, 'id' | 'version'>,
  step: Step,
  remarks: string,
  overrides: RuleOverride[],
) =>
  call(
    api.POST(`/api/v1/cohorts/{id}/${step}` as '/api/v1/cohorts/{id}/submit', {
      params: { path: { id: cohort.id }, header: ifMatch(cohort.version) },
      body: { ...(remarks ? { remarks } : {}), overrides },
    }),
  );

export const previewSplit = (body: SplitRequest) =>
  call(api.POST('/api/v1/cohort-splits/preview', { body }));

export const createSplit = (body: NewSplit, idempotencyKey: string) =>
  call(
    api.POST('/api/v1/cohort-splits', {
      params: { header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );
