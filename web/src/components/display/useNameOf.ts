/** The name of what is known by its id: "…" while it is read, nothing where there is none to be read. */
import { type QueryKey, useQuery } from '@tanstack/react-query';
import { api, call } from '@/lib/api/client';

const STALE_MS = 300_000;

type Id = string | null | undefined;

function useName(
  key: QueryKey,
  id: Id,
  read: (id: string, signal: AbortSignal) => Promise<string>,
) {
  const wanted = id ?? undefined;
  const { data, isPending } = useQuery({
    queryKey: [...key, 'name', wanted],
    enabled: wanted !== undefined,
    queryFn: ({ signal }) => read(wanted ?? '', signal),
    staleTime: STALE_MS,
  });
  return wanted !== undefined && isPending ? '…' : data;
}

export const useInstitutionName = (id: Id): string | undefined =>
  useName(['institutions'], id, async (id, signal) => {
    const path = { id };
    return (await call(api.GET('/api/v1/institutions/{id}', { params: { path }, signal }))).name;
  });

export const useCohortName = (id: Id): string | undefined =>
  useName(['cohorts'], id, async (id, signal) => {
    const path = { id };
    return (await call(api.GET('/api/v1/cohorts/{id}', { params: { path }, signal }))).title;
  });
