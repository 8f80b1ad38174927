/**
 * What happens to every request between the typed client and the network: the bearer token is put on, an
 * expired one is renewed once for all who wait, and a lost session holds the request until the person has
 * signed in again, so that nothing typed is lost.
 */
import { session } from '@/lib/session/store';
import { connection } from './connection';
import { ApiProblem } from './problem';
import type { SessionAnswer } from './types';

const REFRESH = '/api/v1/auth/refresh';
/** These neither carry a token nor start a renewal: their 401 is their answer. */
const PUBLIC = [
  /^\/api\/v1\/auth\/(login|refresh|activate|privacy-notice)$/,
  /^\/api\/v1\/public\//,
  /^\/api\/v1\/meta$/,
];
const RENEWABLE = new Set(['unauthenticated', 'token_expired', 'session_ended']);
/** Renew a little early: a token that dies on the way costs a round trip. */
const EARLY_MS = 20_000;

let renewal: Promise<boolean> | undefined;

export function apiOrigin(): string {
  return window.location.origin;
}

async function send(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (connection.isGone(response)) connection.doubt();
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    connection.doubt();
    throw ApiProblem.local('offline');
  }
}

async function askForToken(): Promise<boolean> {
  const response = await send(
    new Request(apiOrigin() + REFRESH, { method: 'POST', credentials: 'same-origin' }),
  );
  if (response.ok) {
    session.accept((await response.json()) as SessionAnswer);
    return true;
  }
  if (response.status === 401 || response.status === 403) return false;
  throw await ApiProblem.from(response);
}

/**
 * Renews the access token by the refresh cookie; false when the session is over. Refresh tokens rotate and
 * the server treats a second use as theft, hence one renewal at a time: over this page by the shared
 * promise, over all tabs by a web lock.
 */
export function renewToken(): Promise<boolean> {
  renewal ??= (
    typeof navigator !== 'undefined' && navigator.locks
      ? navigator.locks.request('onex-refresh', askForToken)
      : askForToken()
  ).finally(() => {
    renewal = undefined;
  });
  return renewal;
}

/** On page load: picks the session up from the cookie, if there may be one. */
export async function restoreSession(): Promise<void> {
  if (session.get().status !== 'unknown') return;
  if (!session.mayExist() || !(await renewToken())) session.end();
}

function withToken(request: Request): Request {
  const token = session.token();
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

async function refusedToken(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const problem = await ApiProblem.from(response.clone());
  return RENEWABLE.has(problem.code);
}

/** `fetch` for everything under /api. Throws an `offline` problem when the network is down. */
export async function apiFetch(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (PUBLIC.some((pattern) => pattern.test(pathname))) return send(request);

  if (session.tokenExpiresWithin(EARLY_MS)) await renewToken();
  // A body can be read once: keep a copy for the attempt after a renewal.
  const second = request.clone();
  const sentWith = session.token();
  const response = await send(withToken(request));
  if (!(await refusedToken(response)) || session.departing()) return response;

  // Another request may have renewed it meanwhile.
  const renewed = session.token() !== sentWith && session.token() ? true : await renewToken();
  if (!renewed) {
    session.lose();
    if (!(await session.recovery())) return response;
  }
  return send(withToken(second));
}
