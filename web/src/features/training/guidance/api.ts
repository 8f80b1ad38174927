/** Video guidance: what is asked and answered, who guided whom, and who is owed it. */
import { api, call, idempotent, ifMatch } from '@/lib/api/client';
import type { Answer, Body, Item, Role } from '@/lib/api/types';

export type Request = Answer<'/api/v1/guidance-requests/{id}', 'get'>;
export type RequestStatus = Request['status'];
export type GuidanceRecord = Item<Answer<'/api/v1/guidance-records', 'get'>>;
export type Kind = GuidanceRecord['kind'];
export type Standing = Item<Answer<'/api/v1/guidance-overview', 'get'>>;
export type AnswerInput = Body<'/api/v1/guidance-requests/{id}/answer', 'post'>;
export type NewRecord = Body<'/api/v1/guidance-records', 'post'>;

export const KINDS: readonly Kind[] = ['video', 'voice', 'text'];
export const STATUSES: readonly RequestStatus[] = ['open', 'answered', 'withdrawn'];

/** Whose participants there are; each sees their own. */
export const GUIDANCE_READERS: readonly Role[] = [
  'hq_admin',
  'branch_staff',
  'trainer',
  'institution_admin',
];
/** Who answers and guides. */
export const GUIDES: readonly Role[] = ['trainer'];

export const GUIDANCE = ['guidance'];

type Query = Record<string, string | number | boolean | undefined>;

export const listRequests = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/guidance-requests', { params: { query }, signal }));

export const listRecords = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/guidance-records', { params: { query }, signal }));

export const listStanding = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/guidance-overview', { params: { query }, signal }));

export const ask = (enrolmentId: string, question: string, idempotencyKey: string) =>
  call(
    api.POST('/api/v1/guidance-requests', {
      params: { header: idempotent(idempotencyKey) },
      body: { enrolment_id: enrolmentId, question },
    }),
  );

export const answer = ({ id, version }: Pick<Request, 'id' | 'version'>, body: AnswerInput) =>
  call(
    api.POST('/api/v1/guidance-requests/{id}/answer', {
      params: { path: { id }, header: ifMatch(version) },
      body,
    }),
  );

export const withdraw = ({ id, version }: Pick<Request, 'id' | 'version'>) =>
  call(
    api.POST('/api/v1/guidance-requests/{id}/withdraw', {
      params: { path: { id }, header: ifMatch(version) },
    }),
  );

export const addRecord = (body: NewRecord, idempotencyKey: string) =>
  call(
    api.POST('/api/v1/guidance-records', {
      params: { header: idempotent(idempotencyKey) },
      body,
    }),
  );
