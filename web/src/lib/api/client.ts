/** The one client of the API, typed by the contract. */
import createClient from 'openapi-fetch';
import { ApiProblem } from './problem';
import { apiFetch, apiOrigin } from './transport';
import type { ApiPaths, ProblemDocument } from './types';

export const api = createClient<ApiPaths>({
  baseUrl: apiOrigin(),
  credentials: 'same-origin',
  fetch: apiFetch,
});

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

type Data<O> = O extends { data: infer T; error?: never } ? T : never;

/** A resource with the version that the server knows it by, for `If-Match`. */
export interface Tagged<T> {
  data: T;
  etag: string | undefined;
}

function problemOf(outcome: Outcome<unknown>): ApiProblem {
  const body = outcome.error;
  return ApiProblem.of(
    typeof body === 'object' && body !== null ? (body as Partial<ProblemDocument>) : {},
    outcome.response,
  );
}

/** The JSON of a call of `api`, or throws the problem. `await call(api.GET('/api/v1/me'))` */
export async function call<O extends Outcome<unknown>>(pending: Promise<O>): Promise<Data<O>> {
  const outcome = await pending;
  if (!outcome.response.ok) throw problemOf(outcome);
  return outcome.data as Data<O>;
}

/** As `call`, with the ETag of what was read, to send back by `ifMatch`. */
export async function callTagged<O extends Outcome<unknown>>(
  pending: Promise<O>,
): Promise<Tagged<Data<O>>> {
  const outcome = await pending;
  if (!outcome.response.ok) throw problemOf(outcome);
  return {
    data: outcome.data as Data<O>,
    etag: outcome.response.headers.get('ETag') ?? undefined,
  };
}

/** `If-Match` for a resource's `version` field or the ETag it was read with. */
export function ifMatch(version: number | string): { 'If-Match': string } {
  return { 'If-Match': typeof version === 'number' ? `"${version}"` : version };
}

/** One key per thing to create: a repeated attempt with the same key creates nothing twice. */
export function idempotencyKey(): string {
  return crypto.randomUUID();
}

export function idempotent(key: string): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}

/**
 * Serialises a body as multipart; a JSON part is an object, a file part a `Blob`. JSON goes as text: a blob
 * would get a file name, and what has a file name is a file to the server.
 */
export function multipart(body: object): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || value === null) continue;
    if (value instanceof Blob) form.append(name, value);
    else if (typeof value === 'object') form.append(name, JSON.stringify(value));
    else form.append(name, String(value));
  }
  return form;
}
