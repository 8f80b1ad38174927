/**
 * Whether the server answers. A request that got lost on the way is a doubt, and the server is asked at once: one
 * lost request is no lost server. Once it is lost it is asked again until it answers.
 */
import { useSyncExternalStore } from 'react';

const AGAIN_MS = 3_000;
/** A reverse proxy's answers for a server that is gone; ours has none of these. */
const GONE = new Set([502, 504]);

let lost = false;
let asking: AbortController | undefined;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  if (lost === next) return;
  lost = next;
  for (const listener of listeners) listener();
}

async function answers(signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(
      new Request(`${window.location.origin}/api/v1/meta`, { cache: 'no-store', signal }),
    );
    return !GONE.has(response.status);
  } catch {
    return false;
  }
}

/** Resolves after a while, or as soon as the browser has a network again. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      window.clearTimeout(timer);
      window.removeEventListener('online', go);
      resolve();
    };
    const timer = window.setTimeout(go, AGAIN_MS);
    window.addEventListener('online', go);
    signal.addEventListener('abort', go);
  });
}

async function ask(signal: AbortSignal): Promise<void> {
  while (!(await answers(signal))) {
    if (signal.aborted) return;
    set(true);
    await pause(signal);
  }
  set(false);
  asking = undefined;
}

export const connection = {
  lost: (): boolean => lost,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isGone: (response: Response): boolean => GONE.has(response.status),

  /** Something got lost on the way to the server or back. */
  doubt(): void {
    if (asking) return;
    asking = new AbortController();
    void ask(asking.signal);
  },

  /** For tests: as if the page had just been loaded. */
  reset(): void {
    asking?.abort();
    asking = undefined;
    set(false);
  },
};

export function useConnectionLost(): boolean {
  return useSyncExternalStore(connection.subscribe, connection.lost);
}
