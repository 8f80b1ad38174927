import { expect, it } from 'vitest';
import { everyRow } from './everyRow';

it('reads a list to its end, each page once', async () => {
  const pages: Record<string, { items: number[]; next?: string | null }> = {
    first: { items: [1, 2], next: 'b' },
    b: { items: [], next: 'c' },
    c: { items: [3], next: null },
  };
  const asked: (string | undefined)[] = [];
  const rows = await everyRow(async (cursor) => {
    asked.push(cursor);
    return pages[cursor ?? 'first'] ?? { items: [] };
  });
  expect(rows).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, 'b', 'c']);
});
