/** Accounts of others and their roles, within the caller's scope. */
import { api, call, ifMatch } from '@/lib/api/client';
import type { Answer, Body, Grant, Role, Scope } from '@/lib/api/types';

export type Account = Answer<'/api/v1/users/{id}', 'get'>;
export type NewAccount = Body<'/api/v1/users', 'post'>;
export type Created = Answer<'/api/v1/users', 'post'>;
export type GrantRequest = Body<'/api/v1/users/{id}/grants', 'post'>;
export type AccountUpdate = Body<'/api/v1/users/{id}', 'patch'>;

export const KEEPERS: readonly Role[] = ['hq_admin', 'branch_staff', 'institution_admin'];
export const USERS = ['users'];

/** Roles that a role may give, each within its own scope. The server has the last word. */
const GRANTABLE: Partial<Record<Role, readonly Role[]>> = {
  hq_admin: [
    'hq_admin',
    'content_editor',
    'certifier',
    'expert',
    'branch_staff',
    'trainer',
    'institution_admin',
    'teacher',
    'student',
  ],
  branch_staff: ['expert', 'branch_staff', 'trainer', 'institution_admin', 'teacher', 'student'],
  institution_admin: ['institution_admin', 'teacher', 'student'],
};

/** The kinds of scope in which a role makes sense; a student's own comes with the enrolment. */
const SCOPES: Partial<Record<Role, readonly Scope['kind'][]>> = {
  hq_admin: ['country'],
  content_editor: ['country'],
  certifier: ['country'],
  expert: ['country', 'region'],
  trainer: ['country', 'region'],
  branch_staff: ['region'],
  institution_admin: ['institution'],
  teacher: ['institution'],
};

const RANK: readonly Scope['kind'][] = ['country', 'region', 'institution', 'class', 'self'];

/** Where the giver may give a role: never wider than the giver's own scope. */
export const scopeKinds = (giver: Grant | undefined, role: Role): Scope['kind'][] =>
  (SCOPES[role] ?? []).filter(
    (kind) => giver !== undefined && RANK.indexOf(kind) >= RANK.indexOf(giver.scope.kind),
  );

export const grantableRoles = (giver: Grant | undefined): Role[] =>
  (giver ? (GRANTABLE[giver.role] ?? []) : []).filter((role) => scopeKinds(giver, role).length > 0);

export function listUsers(
  query: Record<string, string | number | boolean | undefined>,
  signal: AbortSignal,
) {
  return call(api.GET('/api/v1/users', { params: { query }, signal }));
}

const at = (id: string) => ({ params: { path: { id } } });

export const getUser = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/users/{id}', { ...at(id), signal }));

export const createUser = (body: NewAccount) => call(api.POST('/api/v1/users', { body }));

export const updateUser = (user: Account, body: AccountUpdate) =>
  call(
    api.PATCH('/api/v1/users/{id}', {
      params: { path: { id: user.id }, header: ifMatch(user.version) },
      body,
    }),
  );

export const setEnabled = (id: string, enabled: boolean, reason: string) =>
  call(
    enabled
      ? api.POST('/api/v1/users/{id}/enable', { ...at(id), body: { reason } })
      : api.POST('/api/v1/users/{id}/disable', { ...at(id), body: { reason } }),
  );

export const resetPassword = async (id: string) =>
  (await call(api.POST('/api/v1/users/{id}/reset-password', at(id)))).activation_code;

export const activationCode = async (id: string) =>
  (await call(api.POST('/api/v1/users/{id}/activation-code', at(id)))).code;

export const giveGrant = (id: string, body: GrantRequest) =>
  call(api.POST('/api/v1/users/{id}/grants', { ...at(id), body }));

export const withdrawGrant = (id: string, grantId: string, reason: string) =>
  call(
    api.DELETE('/api/v1/users/{id}/grants/{grant_id}', {
      params: { path: { id, grant_id: grantId }, query: { reason } },
    }),
  );
