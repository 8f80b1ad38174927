/**
 * Server-sent events with the bearer token, which `EventSource` cannot send. Follows the stream format of
 * the HTML standard (9.2): fields `event`, `data`, `id`, `retry`; a blank line ends an event.
 */
import { ApiProblem } from './problem';
import { apiFetch, apiOrigin } from './transport';

export interface ServerEvent {
  event: string;
  data: string;
}

/** Cuts a growing text into events; keeps the unfinished rest. */
export function eventParser(): (chunk: string) => ServerEvent[] {
  let rest = '';
  return (chunk) => {
    rest += chunk;
    const blocks = rest.split(/\r\n\r\n|\n\n|\r\r/);
    rest = blocks.pop() ?? '';
    const events: ServerEvent[] = [];
    for (const block of blocks) {
      let event = 'message';
      const data: string[] = [];
      for (const line of block.split(/\r\n|\n|\r/)) {
        if (line === '' || line.startsWith(':')) continue;
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') event = value;
        if (field === 'data') data.push(value);
      }
      if (data.length > 0) events.push({ event, data: data.join('\n') });
    }
    return events;
  };
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Listens until the returned function is called. A broken stream is opened again after a growing pause; a
 * refusal (4xx) ends it and is told by `onEnd`, so that the caller can poll instead.
 */
export function listen(
  path: string,
  onEvent: (event: ServerEvent) => void,
  onEnd?: (problem: ApiProblem) => void,
): () => void {
  const stop = new AbortController();
  let pause = FIRST_PAUSE_MS;

  const once = async (): Promise<void> => {
    const response = await apiFetch(
      new Request(apiOrigin() + path, {
        headers: { Accept: 'text/event-stream' },
        credentials: 'same-origin',
        signal: stop.signal,
      }),
    );
    if (!response.ok || !response.body) throw await ApiProblem.from(response);
    pause = FIRST_PAUSE_MS;
    const parse = eventParser();
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const event of parse(decoder.decode(value, { stream: true }))) onEvent(event);
    }
  };

  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await once();
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof ApiProblem && error.status >= 400 && error.status < 500) {
          onEnd?.(error);
          return;
        }
      }
      await new Promise((resolve) => {
        window.setTimeout(resolve, pause);
      });
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  };
  void loop();
  return () => stop.abort();
}
