/** An API for a test: answers by method and path, and remembers what was asked. */
import { vi } from 'vitest';
import type { Grant, SessionAnswer } from '@/lib/api/types';
import { session } from '@/lib/session/store';

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

type Answer = Response | object | undefined;
type Handler = (call: Call) => Answer | Promise<Answer>;

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

export function problem(
  status: number,
  code: string,
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Response {
  const body = {
    type: `about:blank#${code}`,
    title: code,
    status,
    detail: `detail of ${code}`,
    code,
    request_id: 'req-1',
    ...more,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });
}

async function read(request: Request): Promise<unknown> {
  const type = request.headers.get('Content-Type') ?? '';
  if (type.startsWith('application/json')) return request.json();
  if (type.startsWith('multipart/form-data')) return request.formData();
  return undefined;
}

/**
 * `{'GET /api/v1/me': () => me}`; `{id}` in a path stands for one segment. An undefined answer is 204; what
 * is not listed is answered 404 and shows in `calls`.
 */
export function serve(handlers: Record<string, Handler>): { calls: Call[] } {
  const calls: Call[] = [];
  const table = Object.entries(handlers).map(([key, handler]) => {
    const [method = '', path = ''] = key.split(' ');
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
    return { method, pattern, handler };
  });
  vi.mocked(globalThis.fetch).mockImplementation(async (input, init) => {
    const request = input instanceof Request ? input : new Request(input, init);
    const url = new URL(request.url);
    const call: Call = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await read(request.clone()),
    };
    calls.push(call);
    const found = table.find(
      (entry) => entry.method === call.method && entry.pattern.test(call.path),
    );
    if (!found) return problem(404, 'not_found');
    const answer = await found.handler(call);
    if (answer instanceof Response) return answer;
    return answer === undefined ? new Response(null, { status: 204 }) : json(answer);
  });
  return { calls };
}

const granted_at = '2020-02-09T00:00:00Z';

export const HQ: Grant = { id: 'g-hq', granted_at, role: 'hq_admin', scope: { kind: 'country' } };
export const BRANCH: Grant = {
  id: 'g-branch',
  granted_at,
  role: 'branch_staff',
  scope: { kind: 'region', region_code: '42' },
};
export const STUDENT: Grant = {
  id: 'g-student',
  granted_at,
  role: 'student',
  scope: { kind: 'self' },
};

export function signedIn(
  grant: Grant = HQ,
  grants: Grant[] = [grant],
  token = 'token-1',
): SessionAnswer {
  return {
    access_token: token,
    expires_at: new Date(Date.now() + 900_000).toISOString(),
    user: {
      id: 'user-1',
      username: 'hq01',
      display_name: '林晓',
      locale: 'zh-CN',
      must_change_password: false,
    },
    grant,
    grants,
  };
}

export function asUser(grant: Grant = HQ, grants: Grant[] = [grant]): void {
  session.accept(signedIn(grant, grants));
}
