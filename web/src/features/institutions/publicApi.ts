/** The public operations on applications. Multipart, with the secret in a header where one exists. */
import { multipart } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import { apiFetch, apiOrigin } from '@/lib/api/transport';
import type { Answer, Body } from '@/lib/api/types';

export type NewInstitution = Body<'/api/v1/institutions', 'post'>;
type Status = Answer<'/api/v1/institution-applications/{id}/return', 'post'>['status'];

export interface Receipt {
  reference: string;
  secret: string;
  status: Status;
  submitted_at: string;
}

export interface OwnState {
  reference: string;
  status: Status;
  application: NewInstitution;
  remarks?: string | null;
  submitted_at: string;
  decided_at?: string | null;
}

const ROOT = '/api/v1/public/institution-applications';

// The generated client cannot tell a file from a text in a form: these three are sent by hand.
async function send<T>(method: string, path: string, secret?: string, body?: FormData): Promise<T> {
  const response = await apiFetch(
    new Request(apiOrigin() + path, {
      method,
      credentials: 'same-origin',
      headers: secret === undefined ? {} : { 'X-Application-Secret': secret },
      ...(body ? { body } : {}),
    }),
  );
  if (!response.ok) throw await ApiProblem.from(response);
  return (await response.json()) as T;
}

export const apply = (application: NewInstitution, scan: File) =>
  send<Receipt>('POST', ROOT, undefined, multipart({ application, scan }));

export const ownState = (reference: string, secret: string) =>
  send<OwnState>('GET', `${ROOT}/${encodeURIComponent(reference)}`, secret);

/** Without a scan the old one stays. */
export const mend = (
  reference: string,
  secret: string,
  application: NewInstitution,
  scan: File | undefined,
) =>
  send<OwnState>(
    'PUT',
    `${ROOT}/${encodeURIComponent(reference)}`,
    secret,
    multipart({ application, scan }),
  );
