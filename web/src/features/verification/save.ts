/** The page that works without a network, with what it verifies by inside of it. */
import { ApiProblem } from '@/lib/api/problem';
import { saveBlob } from '@/lib/browser/saveBlob';
import { textOf } from '@/lib/verifier/bytes';
import { Trust } from '@/lib/verifier/trust';
import { fetchTrust } from './check';

const PAGE = '/verifier.html';
const SLOT = '<script type="application/json" id="bundle"></script>';

/** The page with the bundle in its place; in JSON a `<` can be written without ending the element. */
export function withBundle(page: string, bundle: string): string {
  const [before, after, ...more] = page.split(SLOT);
  if (before === undefined || after === undefined || more.length > 0) {
    throw ApiProblem.local('unreadable_answer');
  }
  const filled = SLOT.replace('></', () => `>${bundle.replaceAll('<', '\\u003c')}</`);
  return before + filled + after;
}

/** Saves the page under a name with the day of its data. */
export async function saveOfflinePage(title: string): Promise<void> {
  const [page, bundle] = await Promise.all([fetchPage(), fetchTrust()]);
  const day = new Trust(bundle).madeAt.slice(0, 10);
  const blob = new Blob([withBundle(page, textOf(bundle))], { type: 'text/html' });
  saveBlob(blob, `${title} ${day}.html`);
}

async function fetchPage(): Promise<string> {
  const response = await fetch(PAGE).catch(() => undefined);
  if (!response) throw ApiProblem.local('offline');
  if (!response.ok) throw await ApiProblem.from(response);
  return response.text();
}
