/** Files from the API: a link cannot carry the bearer token, so they are fetched and handed to the browser. */
import { saveBlob } from '@/lib/browser/saveBlob';
import { ApiProblem } from './problem';
import { apiFetch, apiOrigin } from './transport';

function fileName(response: Response, fallback: string): string {
  const header = response.headers.get('Content-Disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  if (encoded) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // A broken name is no reason to lose the file.
    }
  }
  return /filename="([^"]+)"/i.exec(header)?.[1] ?? fallback;
}

export type QueryValues = Record<string, string | number | boolean | readonly string[] | undefined>;

export function queryString(values: QueryValues): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || value === '') continue;
    if (Array.isArray(value)) for (const one of value) params.append(key, one);
    else params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** The answer at `path` (under /api), or throws the problem. */
async function answered(path: string, init: RequestInit): Promise<Response> {
  const request = new Request(apiOrigin() + path, { credentials: 'same-origin', ...init });
  const response = await apiFetch(request);
  if (!response.ok) throw await ApiProblem.from(response);
  return response;
}

/** Downloads `path` (under /api) and saves it under the server's name; a body makes it a POST. */
export async function download(
  path: string,
  options: { query?: QueryValues; body?: unknown; fallbackName?: string } = {},
): Promise<void> {
  const { query = {}, body } = options;
  const response = await answered(
    path + queryString(query),
    body === undefined
      ? {}
      : {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'Content-Type': 'application/json' },
        },
  );
  saveBlob(await response.blob(), fileName(response, options.fallbackName ?? 'download'));
}

/** The file at `path` (under /api), to be shown or sent on. */
export async function fetchFile(path: string, signal?: AbortSignal): Promise<Blob> {
  const response = await answered(path, signal ? { signal } : {});
  return response.blob();
}
