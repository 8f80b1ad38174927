/**
 * How many rows fit in all. The rows never wait for it: it is asked for on its own, once they are there and only
 * if they fill more than one page, and anew only for another search or filter.
 */
import { type QueryKey, useQuery } from '@tanstack/react-query';
import type { Page } from '@/lib/api/types';
import type { ListQuery } from './types';

export function useTotal<R>(
  queryKey: QueryKey,
  query: ListQuery,
  page: Page<R> | undefined,
  fetchPage: (query: ListQuery, signal: AbortSignal) => Promise<Page<R>>,
): number | undefined {
  const whole = page !== undefined && !page.next && query.cursor === undefined;
  const asked: ListQuery = { ...query, cursor: undefined, sort: undefined, limit: 1, count: true };
  const { data } = useQuery({
    queryKey: [...queryKey, 'total', asked],
    queryFn: async ({ signal }) => (await fetchPage(asked, signal)).total ?? null,
    enabled: page !== undefined && !whole,
    // Turning the pages asks no more; what changes rows invalidates the list, and the number with it.
    staleTime: 300_000,
  });
  return whole ? page.items.length : (data ?? undefined);
}
