/**
 * Every import of a spreadsheet speaks the same dialogue (upload → dry run → commit or discard) under
 * another name; this is that dialogue once, for the `ImportWizard`.
 */
import { api, call, idempotencyKey, idempotent, multipart } from './client';
import type { Answer, Job, Page } from './types';

export type ImportView = Answer<'/api/v1/student-imports/{id}', 'get'>;
export type ImportRow = Answer<'/api/v1/student-imports/{id}/rows', 'get'>['items'][number];
export type ImportOutcome = ImportRow['outcome'];

export interface ImportEndpoints {
  /** Uploads a file and starts its dry run; `fields` are the form's other parts. */
  start(file: File, fields: Record<string, string>): Promise<{ import: ImportView; job: Job }>;
  get(id: string): Promise<ImportView>;
  rows(id: string, query: { outcome: ImportOutcome; cursor?: string }): Promise<Page<ImportRow>>;
  /** The newest, so that one begun elsewhere or left open can be taken up again. */
  recent(signal: AbortSignal): Promise<ImportView[]>;
  /** `reason`: why what stands is changed, where that is asked for. */
  commit(id: string, reason?: string): Promise<{ job: Job }>;
  discard(id: string): Promise<unknown>;
  /** Paths to download from; no template where there is none. */
  templatePath: string | undefined;
  refusedPath(id: string): string;
}

type Base =
  | '/api/v1/student-imports'
  | '/api/v1/teacher-imports'
  | '/api/v1/institution-imports'
  | '/api/v1/registry-receipt-imports'
  | '/api/v1/result-imports'
  | '/api/v1/training-enrolment-imports';

/** The endpoints below `base`; they all have the shapes of the student import. */
export function importEndpoints(base: Base, templatePath?: string): ImportEndpoints {
  // The families differ by name only: one of them stands for all in the types.
  const root = base as '/api/v1/student-imports';
  return {
    start: (file, fields) =>
      call(
        api.POST(root, {
          body: { file: '', ...fields },
          bodySerializer: () => multipart({ ...fields, file }),
          headers: idempotent(idempotencyKey()),
        }),
      ),
    get: (id) => call(api.GET(`${root}/{id}`, { params: { path: { id } } })),
    rows: (id, query) =>
      call(
        api.GET(`${root}/{id}/rows`, { params: { path: { id }, query: { limit: 50, ...query } } }),
      ),
    recent: async (signal) =>
      (await call(api.GET(root, { params: { query: { limit: 5 } }, signal }))).items,
    commit: (id, reason) =>
      call(
        api.POST(`${root}/{id}/commit`, {
          params: { path: { id } },
          ...(reason === undefined ? {} : { body: { reason } }),
        }),
      ),
    discard: (id) => call(api.POST(`${root}/{id}/discard`, { params: { path: { id } } })),
    templatePath,
    refusedPath: (id) => `${base}/${id}/refused.xlsx`,
  };
}
