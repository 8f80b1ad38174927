import type { Page } from './types';

/** All rows of a keyset list, page by page; for lists that are short by their nature. */
export async function everyRow<R>(
  page: (cursor: string | undefined) => Promise<Page<R>>,
): Promise<R[]> {
  const rows: R[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await page(cursor);
    rows.push(...items);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return rows;
}
