/** Online teacher training: batches, who is enrolled in them, and when trainers are away. */
import { api, call, idempotent, ifMatch, multipart } from '@/lib/api/client';
import { importEndpoints } from '@/lib/api/imports';
import type { Answer, Body, Item, Role } from '@/lib/api/types';

export type Batch = Answer<'/api/v1/training-batches/{id}', 'get'>;
export type BatchStatus = Batch['status'];
export type Trainer = Batch['trainers'][number];
export type NewBatch = Body<'/api/v1/training-batches', 'post'>;
export type BatchUpdate = Body<'/api/v1/training-batches/{id}', 'patch'>;
export type TrainerInput = Body<
  '/api/v1/training-batches/{id}/trainers',
  'put'
>['trainers'][number];
export type Material = Item<Answer<'/api/v1/training-batches/{id}/materials', 'get'>>;
export type Enrolment = Answer<'/api/v1/training-enrolments/{id}', 'get'>;
export type EnrolmentStatus = Enrolment['status'];
export type EnrolmentResult = Item<Answer<'/api/v1/training-enrolments', 'post'>>;
export type Absence = Item<Answer<'/api/v1/trainer-absences', 'get'>>;

/** Who prepares batches and takes their steps; a branch those that it opened. */
export const KEEPERS: readonly Role[] = ['hq_admin', 'branch_staff'];
export const READERS: readonly Role[] = [
  'hq_admin',
  'content_editor',
  'certifier',
  'branch_staff',
  'trainer',
  'institution_admin',
  'teacher',
];
/** May take the list of batches along as a file. */
export const EXPORTERS: readonly Role[] = ['hq_admin', 'certifier', 'branch_staff'];
export const MATERIAL_WRITERS: readonly Role[] = ['hq_admin', 'content_editor', 'branch_staff'];
/** Who looks after enrolments, as a list and as a file. */
export const ENROLMENT_READERS: readonly Role[] = ['hq_admin', 'branch_staff', 'institution_admin'];
/** Who enrols teachers and takes enrolments back. */
export const ENROLLERS: readonly Role[] = ['branch_staff', 'institution_admin'];
/** Who moves enrolments to other batches. */
export const MOVERS: readonly Role[] = ['hq_admin', 'branch_staff'];
/** Whose own enrolments there are. */
export const PARTICIPANTS: readonly Role[] = ['teacher'];
export const ABSENCE_READERS: readonly Role[] = ['hq_admin', 'branch_staff', 'trainer'];

export const BATCHES = ['training-batches'];
export const ENROLMENTS = ['training-enrolments'];
export const ABSENCES = ['trainer-absences'];

type Query = Record<string, string | number | boolean | undefined>;

export const listBatches = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-batches', { params: { query }, signal }));

export const getBatch = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-batches/{id}', { params: { path: { id } }, signal }));

export const createBatch = (body: NewBatch, idempotencyKey: string) =>
  call(
    api.POST('/api/v1/training-batches', {
      params: { header: idempotent(idempotencyKey) },
      body,
    }),
  );

export const updateBatch = ({ id, version }: Batch, body: BatchUpdate) =>
  call(
    api.PATCH('/api/v1/training-batches/{id}', {
      params: { path: { id }, header: ifMatch(version) },
      body,
    }),
  );

export type Step = 'open' | 'reopen' | 'finish' | 'cancel';

/** A step from the version that was seen. */
export const takeStep = ({ id, version }: Batch, step: Step, remarks: string) =>
  call(
    api.POST(`/api/v1/training-batches/{id}/${step}` as '/api/v1/training-batches/{id}/open', {
      params: { path: { id }, header: ifMatch(version) },
      body: remarks ? { remarks } : {},
    }),
  );

export const putTrainers = ({ id, version }: Batch, trainers: TrainerInput[]) =>
  call(
    api.PUT('/api/v1/training-batches/{id}/trainers', {
      params: { path: { id }, header: ifMatch(version) },
      body: { trainers },
    }),
  );

export const listMaterials = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-batches/{id}/materials', { params: { path: { id } }, signal }));

export const addMaterial = (
  id: string,
  material: { title: string; url?: string; file?: File },
  idempotencyKey: string,
) =>
  call(
    api.POST('/api/v1/training-batches/{id}/materials', {
      params: { path: { id }, header: idempotent(idempotencyKey) },
      body: { title: material.title },
      bodySerializer: () => multipart(material),
    }),
  );

export const removeMaterial = (id: string, materialId: string) =>
  call(
    api.DELETE('/api/v1/training-batches/{id}/materials/{material_id}', {
      params: { path: { id, material_id: materialId } },
    }),
  );

export const listEnrolments = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-enrolments', { params: { query }, signal }));

/** Each teacher gets an answer of their own. */
export const enrol = (batchId: string, teacherIds: string[], idempotencyKey: string) =>
  call(
    api.POST('/api/v1/training-enrolments', {
      params: { header: idempotent(idempotencyKey) },
      body: { batch_id: batchId, teacher_ids: teacherIds },
    }),
  );

export const withdrawEnrolment = ({ id, version }: Enrolment, reason: string) =>
  call(
    api.POST('/api/v1/training-enrolments/{id}/withdraw', {
      params: { path: { id }, header: ifMatch(version) },
      body: { reason },
    }),
  );

export const moveEnrolment = ({ id, version }: Enrolment, batchId: string, reason: string) =>
  call(
    api.POST('/api/v1/training-enrolments/{id}/move', {
      params: { path: { id }, header: ifMatch(version) },
      body: { batch_id: batchId, reason },
    }),
  );

export const enrolmentImports = importEndpoints(
  '/api/v1/training-enrolment-imports',
  '/api/v1/training-enrolments/import-template.xlsx',
);

export const listAbsences = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/trainer-absences', { params: { query }, signal }));

export const addAbsence = (
  body: Body<'/api/v1/trainer-absences', 'post'>,
  idempotencyKey: string,
) =>
  call(
    api.POST('/api/v1/trainer-absences', { params: { header: idempotent(idempotencyKey) }, body }),
  );

export const removeAbsence = (id: string) =>
  call(api.DELETE('/api/v1/trainer-absences/{id}', { params: { path: { id } } }));
