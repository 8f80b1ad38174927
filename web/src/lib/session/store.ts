/**
 * Who is signed in, and as what. The access token lives here, in memory, and nowhere else: the refresh
 * token is an httpOnly cookie that scripts cannot read.
 */
import { useSyncExternalStore } from 'react';
import type { Grant, SessionAnswer, SessionUser } from '@/lib/api/types';

export type SessionStatus =
  /** Not asked yet: the page was just loaded. */
  | 'unknown'
  | 'anonymous'
  | 'signed_in'
  /** It ended while work was open; a dialog asks for the password and the work goes on. */
  | 'lost';

export interface SessionState {
  status: SessionStatus;
  user: SessionUser | undefined;
  grant: Grant | undefined;
  grants: readonly Grant[];
}

interface Token {
  value: string;
  /** Milliseconds of the real clock, never the simulated one. */
  expiresAt: number;
}

const HINT = 'onex.signed_in';
const EMPTY: SessionState = { status: 'unknown', user: undefined, grant: undefined, grants: [] };

let state: SessionState = EMPTY;
let token: Token | undefined;
const listeners = new Set<() => void>();
/** The person gave the present role up and still reads what came of it. */
let departing = false;
let waiting: ((recovered: boolean) => void)[] = [];

type Message = 'signed_out' | 'switched';
const channel =
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('onex-session');

function set(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

function settle(recovered: boolean): void {
  const resolvers = waiting;
  waiting = [];
  for (const resolve of resolvers) resolve(recovered);
}

/** Whether a session may exist in this browser; spares first visitors a refused refresh. */
function hint(value?: boolean): boolean {
  try {
    if (value === true) localStorage.setItem(HINT, '1');
    if (value === false) localStorage.removeItem(HINT);
    return localStorage.getItem(HINT) === '1';
  } catch {
    // Storage may be forbidden; then every load asks.
    return true;
  }
}

export const session = {
  get: (): SessionState => state,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  token: (): string | undefined => token?.value,
  tokenExpiresWithin: (ms: number): boolean =>
    token !== undefined && token.expiresAt - Date.now() < ms,
  mayExist: (): boolean => hint(),

  /** Takes the answer of login, refresh, switch or activation. */
  accept(answer: SessionAnswer): void {
    const lostUser = state.status === 'lost' ? state.user?.id : undefined;
    const switched = state.grant !== undefined && state.grant.id !== answer.grant.id;
    departing = false;
    token = { value: answer.access_token, expiresAt: Date.parse(answer.expires_at) };
    hint(true);
    set({
      status: 'signed_in',
      user: answer.user,
      grant: answer.grant,
      grants: answer.grants,
    });
    if (switched) channel?.postMessage('switched' satisfies Message);
    // Another person's waiting requests must not be sent in this one's name.
    settle(lostUser === undefined || lostUser === answer.user.id);
  },

  /**
   * The present role is given up. Until `renewToken` or `end`, a refused token neither switches to another
   * role nor asks for the password: the page stays as it is, for what has to be read on it.
   */
  depart(): void {
    departing = true;
  },
  departing: (): boolean => departing,

  /** The session ended on the server while this page has work open. */
  lose(): void {
    token = undefined;
    if (state.status === 'signed_in') set({ ...state, status: 'lost' });
    else if (state.status === 'unknown') session.end();
  },

  /** Resolves when the person signed in again (true) or gave up (false). */
  recovery(): Promise<boolean> {
    if (state.status !== 'lost') return Promise.resolve(state.status === 'signed_in');
    return new Promise((resolve) => {
      waiting.push(resolve);
    });
  },

  /** Signed out here, on purpose or for lack of a session. */
  end(options: { tell?: boolean } = {}): void {
    token = undefined;
    departing = false;
    hint(false);
    set({ ...EMPTY, status: 'anonymous' });
    settle(false);
    if (options.tell) channel?.postMessage('signed_out' satisfies Message);
  },

  /** Other tabs of this browser: signing out or switching the role there holds here as well. */
  onOtherTab(handler: (message: Message) => void): () => void {
    const listener = (event: MessageEvent): void => {
      if (event.data === 'signed_out' || event.data === 'switched') handler(event.data);
    };
    channel?.addEventListener('message', listener);
    return () => channel?.removeEventListener('message', listener);
  },

  /** For tests: as if the page had just been loaded. */
  reset(): void {
    token = undefined;
    departing = false;
    hint(false);
    set(EMPTY);
    settle(false);
  },
};

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.get);
}
