/** Third-party systems that read by client credentials (RFC 6749 §4.4). */
import { api, call } from '@/lib/api/client';
import type { Answer, Body, Item, Role } from '@/lib/api/types';

export type ApiClient = Item<Answer<'/api/v1/api-clients', 'get'>>;
export type NewApiClient = Body<'/api/v1/api-clients', 'post'>;
export type Created = Answer<'/api/v1/api-clients', 'post'>;

export const KEEPERS: readonly Role[] = ['hq_admin', 'branch_staff'];
export const CLIENTS = ['api-clients'];

export const CLIENT_SCOPES: readonly ApiClient['scopes'][number][] = [
  'editions:read',
  'institutions:read',
  'students:read',
  'cohorts:read',
  'results:read',
  'certificates:read',
  'certificates:verify',
];

export const createClient = (body: NewApiClient) => call(api.POST('/api/v1/api-clients', { body }));

export const rotateSecret = (id: string) =>
  call(api.POST('/api/v1/api-clients/{id}/rotate', { params: { path: { id } } }));

export const revokeClient = (id: string) =>
  call(api.DELETE('/api/v1/api-clients/{id}', { params: { path: { id } } }));
