/** Papers of questions that a machine marks. */
import { api, call, idempotent, ifMatch } from '@/lib/api/client';
import type { Answer, Body, Item, Role } from '@/lib/api/types';

export type Paper = Item<Answer<'/api/v1/papers', 'get'>>;
export type PaperDetail = Answer<'/api/v1/papers/{id}', 'get'>;
export type PaperStatus = Paper['status'];
export type NewPaper = Body<'/api/v1/papers', 'post'>;
export type PaperUpdate = Body<'/api/v1/papers/{id}', 'patch'>;
export type Question = Body<'/api/v1/papers/{id}/questions', 'put'>['items'][number];
export type QuestionKind = Question['kind'];
export type Shown = Item<Answer<'/api/v1/papers/{id}/preview', 'get'>>;

/** Who writes papers, and is the only one to see what is right. */
export const WRITERS: readonly Role[] = ['hq_admin', 'content_editor'];

export const PAPERS = ['papers'];
export const PAPER_STATUSES: readonly PaperStatus[] = ['draft', 'published', 'retired'];
export const KINDS: readonly QuestionKind[] = ['single', 'multiple', 'true_false'];

type Query = Record<string, string | number | boolean | undefined>;

export const listPapers = (query: Query, signal: AbortSignal) =>
  call(api.GET('/api/v1/papers', { params: { query }, signal }));

export const getPaper = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/papers/{id}', { params: { path: { id } }, signal }));

export const createPaper = (body: NewPaper, key: string) =>
  call(api.POST('/api/v1/papers', { params: { header: idempotent(key) }, body }));

export const updatePaper = ({ id, version }: Paper, body: PaperUpdate) =>
  call(
    api.PATCH('/api/v1/papers/{id}', {
      params: { path: { id }, header: ifMatch(version) },
      body,
    }),
  );

export const putQuestions = ({ id, version }: Paper, items: Question[]) =>
  call(
    api.PUT('/api/v1/papers/{id}/questions', {
      params: { path: { id }, header: ifMatch(version) },
      body: { items },
    }),
  );

export const publishPaper = ({ id, version }: Paper) =>
  call(
    api.POST('/api/v1/papers/{id}/publish', {
      params: { path: { id }, header: ifMatch(version) },
    }),
  );

export const retirePaper = ({ id, version }: Paper) =>
  call(
    api.POST('/api/v1/papers/{id}/retire', { params: { path: { id }, header: ifMatch(version) } }),
  );

export const previewPaper = (id: string, seed: number, signal: AbortSignal) =>
  call(
    api.GET('/api/v1/papers/{id}/preview', { params: { path: { id }, query: { seed } }, signal }),
  );
