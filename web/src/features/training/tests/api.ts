/** The online test of a batch: set, taken, and what came of it. */
import { api, call, idempotent, ifMatch } from '@/lib/api/client';
import type { Answer, Body, Item, Role } from '@/lib/api/types';

export type TrainingTest = Answer<'/api/v1/training-tests/{id}', 'get'>;
export type TestInput = Body<'/api/v1/training-batches/{id}/test', 'put'>;
export type Sheet = Answer<'/api/v1/test-attempts/{id}', 'get'>;
export type SheetQuestion = Sheet['items'][number];
export type Attempt = Item<Answer<'/api/v1/training-tests/{id}/attempts', 'get'>>;
export type AttemptStatus = Attempt['status'];

/** Who sees the attempts of others. */
export const ATTEMPT_READERS: readonly Role[] = ['hq_admin', 'branch_staff', 'trainer'];
/** Who sees that a batch has a test. */
export const TEST_READERS: readonly Role[] = [
  'hq_admin',
  'branch_staff',
  'trainer',
  'institution_admin',
];

export const TESTS = ['training-tests'];
export const ATTEMPT_STATUSES: readonly AttemptStatus[] = ['open', 'submitted', 'expired'];

type Query = Record<string, string | number | boolean | undefined>;

export const getBatchTest = (batchId: string, signal: AbortSignal) =>
  call(
    api.GET('/api/v1/training-batches/{id}/test', { params: { path: { id: batchId } }, signal }),
  );

export const getTest = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/training-tests/{id}', { params: { path: { id } }, signal }));

/** Sets the test of a batch, or changes the one that was seen. */
export const putTest = (batchId: string, body: TestInput, seen?: TrainingTest) =>
  call(
    api.PUT('/api/v1/training-batches/{id}/test', {
      params: { path: { id: batchId }, ...(seen ? { header: ifMatch(seen.version) } : {}) },
      body,
    }),
  );

export const listPublishedPapers = (editionId: string, signal: AbortSignal) =>
  call(
    api.GET('/api/v1/papers', {
      params: { query: { edition_id: editionId, status: 'published', limit: 200 } },
      signal,
    }),
  );

export const listAttempts = (testId: string, query: Query, signal: AbortSignal) =>
  call(
    api.GET('/api/v1/training-tests/{id}/attempts', {
      params: { path: { id: testId }, query },
      signal,
    }),
  );

export const startAttempt = (testId: string, key: string) =>
  call(
    api.POST('/api/v1/training-tests/{id}/attempts', {
      params: { path: { id: testId }, header: idempotent(key) },
      body: {},
    }),
  );

export const getSheet = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/test-attempts/{id}', { params: { path: { id } }, signal }));

export const putAnswer = (attemptId: string, questionId: string, answer: string[]) =>
  call(
    api.PUT('/api/v1/test-attempts/{id}/answers/{question_id}', {
      params: { path: { id: attemptId, question_id: questionId } },
      body: { answer },
    }),
  );

export const submitAttempt = (id: string) =>
  call(api.POST('/api/v1/test-attempts/{id}/submit', { params: { path: { id } } }));

/** `87.50` of hundredths. */
export const scoreText = (hundredths: number): string => (hundredths / 100).toFixed(2);
