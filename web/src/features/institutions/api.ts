/** Institutions and the applications of schools that want to take part. */
import { api, call, ifMatch } from '@/lib/api/client';
import { importEndpoints } from '@/lib/api/imports';
import type { Answer, Body, Role } from '@/lib/api/types';

export type Institution = Answer<'/api/v1/institutions/{id}', 'get'>;
export type NewInstitution = Body<'/api/v1/institutions', 'post'>;
export type Opened = Answer<'/api/v1/institutions', 'post'>;
export type InstitutionUpdate = Body<'/api/v1/institutions/{id}', 'patch'>;
export type Application = Answer<'/api/v1/institution-applications/{id}/return', 'post'>;

export const READERS: readonly Role[] = [
  'hq_admin',
  'content_editor',
  'certifier',
  'expert',
  'branch_staff',
  'trainer',
  'institution_admin',
];
/** Who sees more than one. */
export const LISTERS: readonly Role[] = READERS.filter((role) => role !== 'institution_admin');
export const OPENERS: readonly Role[] = ['hq_admin', 'branch_staff'];

export const INSTITUTIONS = ['institutions'];
export const APPLICATIONS = ['institution-applications'];

export function listInstitutions(
  query: Record<string, string | number | boolean | undefined>,
  signal: AbortSignal,
) {
  return call(api.GET('/api/v1/institutions', { params: { query }, signal }));
}

export const getInstitution = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/institutions/{id}', { params: { path: { id } }, signal }));

export const openInstitution = (body: NewInstitution, idempotencyKey: string) =>
  call(
    api.POST('/api/v1/institutions', {
      params: { header: { 'Idempotency-Key': idempotencyKey } },
      body,
    }),
  );

export const updateInstitution = (institution: Institution, body: InstitutionUpdate) =>
  call(
    api.PATCH('/api/v1/institutions/{id}', {
      params: { path: { id: institution.id }, header: ifMatch(institution.version) },
      body,
    }),
  );

export const administrators = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/institutions/{id}/administrators', { params: { path: { id } }, signal }));

export type Handover = Body<'/api/v1/institutions/{id}/handover', 'post'>;
export type HandoverDone = Answer<'/api/v1/institutions/{id}/handover', 'post'>;

export const handOver = (id: string, body: Handover) =>
  call(api.POST('/api/v1/institutions/{id}/handover', { params: { path: { id } }, body }));

/** Ends somebody's role as an administrator of this institution; false if they hold it no longer. */
export async function withdrawAdministrator(
  institutionId: string,
  userId: string,
  reason: string,
): Promise<boolean> {
  const { items } = await call(
    api.GET('/api/v1/users/{id}/grants', { params: { path: { id: userId } } }),
  );
  const grant = items.find(
    ({ role, scope }) => role === 'institution_admin' && scope.institution_id === institutionId,
  );
  if (!grant) return false;
  await call(
    api.DELETE('/api/v1/users/{id}/grants/{grant_id}', {
      params: { path: { id: userId, grant_id: grant.id }, query: { reason } },
    }),
  );
  return true;
}

export const institutionImports = importEndpoints(
  '/api/v1/institution-imports',
  '/api/v1/institutions/import-template.xlsx',
);

export function listApplications(
  query: Record<string, string | number | boolean | undefined>,
  signal: AbortSignal,
) {
  return call(api.GET('/api/v1/institution-applications', { params: { query }, signal }));
}

export const getApplication = (id: string, signal: AbortSignal) =>
  call(api.GET('/api/v1/institution-applications/{id}', { params: { path: { id } }, signal }));

export const approveApplication = ({ id, version }: Application, remarks: string) =>
  call(
    api.POST('/api/v1/institution-applications/{id}/approve', {
      params: { path: { id }, header: ifMatch(version) },
      body: remarks ? { remarks } : {},
    }),
  );

export const refuseApplication = (
  { id, version }: Application,
  step: 'return' | 'reject',
  remarks: string,
) =>
  call(
    api.POST(
      `/api/v1/institution-applications/{id}/${step}` as '/api/v1/institution-applications/{id}/return',
      { params: { path: { id }, header: ifMatch(version) }, body: { remarks } },
    ),
  );
