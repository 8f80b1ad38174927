/**
 * Search, filters, sorting and the page of a list, kept in the URL: a link shows the same rows, and "back"
 * goes back. The way through the keyset pages is kept in the history entry, since a cursor only leads on.
 */
import { useCallback, useContext, useMemo } from 'react';
import { UNSAFE_DataRouterContext, useLocation, useNavigate, useSearchParams } from 'react-router';
import type { ListFilter, ListQuery } from './types';

export const PAGE_SIZE = 50;

interface Trail {
  trail: (string | null)[];
}

function trailOf(state: unknown): (string | null)[] {
  if (typeof state === 'object' && state !== null && Array.isArray((state as Trail).trail)) {
    return (state as Trail).trail;
  }
  return [];
}

/**
 * What stands in the address by now. Until the page is drawn anew the router may be ahead of what is shown: whoever
 * types and then opens a row within the same moment keeps both.
 */
function useStanding() {
  const router = useContext(UNSAFE_DataRouterContext)?.router;
  return useCallback(
    (drawn: URLSearchParams) => new URLSearchParams(router?.state.location.search ?? drawn),
    [router],
  );
}

export function useListState(filters: readonly ListFilter[]) {
  const [params, setParams] = useSearchParams();
  const location = useLocation();
  const standing = useStanding();
  const navigate = useNavigate();
  const trail = trailOf(location.state);
  const keys = filters.map((filter) => filter.key).join('|');

  const query = useMemo<ListQuery>(() => {
    const set: Record<string, string> = {};
    for (const key of keys.split('|')) {
      const value = key && params.get(key);
      if (value) set[key] = value;
    }
    return {
      q: params.get('q') ?? undefined,
      cursor: params.get('cursor') ?? undefined,
      limit: PAGE_SIZE,
      sort: params.get('sort') ?? undefined,
      filters: set,
    };
  }, [params, keys]);

  /** Another search starts at the first page. */
  const change = useCallback(
    (values: Record<string, string | undefined>) =>
      setParams(
        (before) => {
          const next = standing(before);
          next.delete('cursor');
          for (const [key, value] of Object.entries(values)) {
            if (value) next.set(key, value);
            else next.delete(key);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams, standing],
  );

  const go = (cursor: string | null | undefined, nextTrail: (string | null)[]) => {
    const next = new URLSearchParams(params);
    if (cursor) next.set('cursor', cursor);
    else next.delete('cursor');
    navigate({ search: next.toString() }, { state: { trail: nextTrail } satisfies Trail });
  };

  return {
    query,
    change,
    filtered: query.q !== undefined || Object.keys(query.filters).length > 0,
    pageNumber: query.cursor ? trail.length + 1 : 1,
    hasPrevious: query.cursor !== undefined,
    next: (cursor: string) => go(cursor, [...trail, query.cursor ?? null]),
    previous: () => go(trail.at(-1), trail.slice(0, -1)),
  };
}
