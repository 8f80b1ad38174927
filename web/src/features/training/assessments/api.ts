/** The expert group: who is in it, what it is given, what it says, and what it comes to. */
import { api, call, ifMatch } from '@/lib/api/client';
import type { Answer, Body, Item, Role } from '@/lib/api/types';

export type Panel = Answer<'/api/v1/training-batches/{id}/panel', 'get'>;
export type Seat = Body<'/api/v1/training-batches/{id}/panel', 'put'>['experts'][number];
export type Allocation = Answer<'/api/v1/training-batches/{id}/review-allocations', 'post'>;
export type Affiliations = Answer<'/api/v1/users/{id}/affiliations', 'get'>;
export type Review = Item<Answer<'/api/v1/expert-reviews', 'get'>>;
export type ReviewDetail = Answer<'/api/v1/expert-reviews/{id}', 'get'>;
export type ReviewStatus = Review['status'];
export type Draft = Body<'/api/v1/expert-reviews/{id}', 'put'>;
export type Judgement = Item<Answer<'/api/v1/training-judgements', 'get'>>;
export type JudgementDetail = Answer<'/api/v1/training-judgements/{id}', 'get'>;
export type JudgementStatus = Judgement['status'];
export type Outcome = NonNullable<Judgement['result']>;
export type Arithmetic = Judgement['arithmetic'];
export type BulkResult = Item<Answer<'/api/v1/training-judgements/confirm', 'post'>>;

/** Who names the group and gives out the designs. */
export const PANEL_KEEPERS: readonly Role[] = ['hq_admin'];
export const REVIEW_READERS: readonly Role[] = ['hq_admin', 'expert'];
/** Leads of the group, without names; the others what is confirmed. */
export const JUDGEMENT_READERS: readonly Role[] = [
  'hq_admin',
  'expert',
  'branch_staff',
  'institution_admin',
];
export const JUDGEMENT_EXPORTERS: readonly Role[] = [
  'hq_admin',
  'branch_staff',
  'institution_admin',
];
export const AFFILIATION_KEEPERS: readonly Role[] = ['hq_admin', 'expert', 'branch_staff'];

export const PANELS = ['expert-panels'];
export const REVIEWS = ['expert-reviews'];
export const JUDGEMENTS = ['training-judgements'];
export const AFFILIATIONS = ['expert-affiliations'];

type Query = Record<string, string | number | boolean | undefined>;

export const getPanel = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-batches/{id}/panel', { params: { path: { id } }, signal }));

export const putPanel = ({ batch_id, version }: Panel, experts: Seat[]) =>
  call(
    api.PUT('/api/v1/training-batches/{id}/panel', {
      params: { path: { id: batch_id }, header: ifMatch(version) },
      body: { experts },
    }),
  );

export const allocate = (
  id: string,
  body: Body<'/api/v1/training-batches/{id}/review-allocations', 'post'>,
) =>
  call(
    api.POST('/api/v1/training-batches/{id}/review-allocations', {
      params: { path: { id } },
      body,
    }),
  );

export const getAffiliations = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/users/{id}/affiliations', { params: { path: { id } }, signal }));

export const putAffiliations = (id: string, institutionIds: string[]) =>
  call(
    api.PUT('/api/v1/users/{id}/affiliations', {
      params: { path: { id } },
      body: { institution_ids: institutionIds },
    }),
  );

export const listReviews = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/expert-reviews', { params: { query }, signal }));

export const getReview = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/expert-reviews/{id}', { params: { path: { id } }, signal }));

export const saveReview = (id: string, version: number, body: Draft) =>
  call(
    api.PUT('/api/v1/expert-reviews/{id}', {
      params: { path: { id }, header: ifMatch(version) },
      body,
    }),
  );

export const submitReview = (id: string, version: number, body: Draft) =>
  call(
    api.POST('/api/v1/expert-reviews/{id}/submit', {
      params: { path: { id }, header: ifMatch(version) },
      body,
    }),
  );

export const releaseReview = (id: string, version: number, reason: string) =>
  call(
    api.POST('/api/v1/expert-reviews/{id}/release', {
      params: { path: { id }, header: ifMatch(version) },
      body: { reason },
    }),
  );

export const reviewFile = (id: string) => `/api/v1/expert-reviews/${id}/file`;

export const listJudgements = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-judgements', { params: { query }, signal }));

export const getJudgement = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-judgements/{id}', { params: { path: { id } }, signal }));

export const proposeJudgement = ({ id, version }: Judgement) =>
  call(
    api.POST('/api/v1/training-judgements/{id}/propose', {
      params: { path: { id }, header: ifMatch(version) },
    }),
  );

export const confirmJudgement = ({ id, version }: Judgement, result: Outcome, reason: string) =>
  call(
    api.POST('/api/v1/training-judgements/{id}/confirm', {
      params: { path: { id }, header: ifMatch(version) },
      body: { result, ...(reason ? { reason } : {}) },
    }),
  );

export const reopenJudgement = ({ id, version }: Judgement, reason: string) =>
  call(
    api.POST('/api/v1/training-judgements/{id}/reopen', {
      params: { path: { id }, header: ifMatch(version) },
      body: { reason },
    }),
  );

/** As they are proposed; each gets an answer of its own. */
export const confirmJudgements = (rows: readonly Judgement[]) =>
  call(
    api.POST('/api/v1/training-judgements/confirm', {
      body: { items: rows.map(({ id, version }) => ({ id, version })) },
    }),
  );
