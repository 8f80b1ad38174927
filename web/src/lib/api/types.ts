/**
 * Names for the answers of the contract. Everything is derived from `schema.gen.ts`, mostly by operation
 * rather than by schema name, so that a renamed schema on the server costs one line here at most.
 */
import type { components, paths } from './schema.gen';

/** Every operation of the contract. */
export type ApiPaths = paths;

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type Content<R> = R extends { content: { 'application/json': infer T } } ? T : never;

type Success<R> = {
  [S in keyof R]: S extends 200 | 201 | 202 ? Content<R[S]> : never;
}[keyof R];

/** The JSON that an operation answers when it succeeds. */
export type Answer<
  P extends keyof ApiPaths,
  M extends Method & keyof ApiPaths[P],
> = ApiPaths[P][M] extends {
  responses: infer R;
}
  ? Success<R>
  : never;

/** The JSON body that an operation takes. */
export type Body<
  P extends keyof ApiPaths,
  M extends Method & keyof ApiPaths[P],
> = ApiPaths[P][M] extends {
  requestBody?: { content: { 'application/json': infer T } };
}
  ? T
  : never;

/** One row of a keyset page. */
export type Item<T> = T extends { items: readonly (infer I)[] } ? I : never;

/** A keyset page as every collection answers it. */
export interface Page<T> {
  items: T[];
  next?: string | null;
  /** Only where it was asked for. */
  total?: number | null;
}

export type SessionAnswer = Answer<'/api/v1/auth/login', 'post'>;
export type Grant = SessionAnswer['grant'];
export type Scope = Grant['scope'];
export type Role = Grant['role'];
export type SessionUser = SessionAnswer['user'];
export type Me = Answer<'/api/v1/me', 'get'>;
export type Job = Answer<'/api/v1/jobs/{id}', 'get'>;
export type Notice = Item<Answer<'/api/v1/notices', 'get'>>;
export type RuleFinding = components['schemas']['RuleFinding'];
export type RuleOverride = components['schemas']['RuleOverride'];
export type FieldError = components['schemas']['FieldError'];
export type RefusalReason = components['schemas']['RefusalReason'];
export type ProblemDocument = components['schemas']['Problem'];
