/** A job of the server, watched until it ends. The id belongs into the URL: then a reload goes on watching. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { api, call } from '@/lib/api/client';
import type { Job } from '@/lib/api/types';

const POLL_MS = 1_000;
const ENDED: ReadonlySet<Job['status']> = new Set([
  'succeeded',
  'failed',
  'cancelled',
  'interrupted',
]);

export const jobEnded = (job: Job): boolean => ENDED.has(job.status);

export function useJob(jobId: string | undefined, onEnd?: (job: Job) => void) {
  const query = useQuery({
    queryKey: ['jobs', jobId],
    // An import that has ended has no job any more.
    enabled: Boolean(jobId),
    queryFn: ({ signal }) =>
      call(api.GET('/api/v1/jobs/{id}', { params: { path: { id: jobId ?? '' } }, signal })),
    refetchInterval: ({ state }) => (state.data && jobEnded(state.data) ? false : POLL_MS),
  });

  const told = useRef<string | undefined>(undefined);
  const job = query.data;
  useEffect(() => {
    if (!job || !jobEnded(job) || told.current === job.id) return;
    told.current = job.id;
    onEnd?.(job);
  }, [job, onEnd]);

  return query;
}

/**
 * Ids of what is watched, kept in the URL: `set({ job: 'j1', import: undefined })`. All changes of one step go
 * in one call, since the router does not queue them: of two calls the second would undo the first.
 */
export function useUrlIds(): [
  (name: string) => string | undefined,
  (ids: Record<string, string | undefined>) => void,
] {
  const [params, setParams] = useSearchParams();
  const { state } = useLocation();
  const url = params.toString();
  // The router takes its time: whoever chooses and clicks on in the same moment goes on with what they chose.
  const [ahead, setAhead] = useState<{ of: string; params: URLSearchParams }>();
  if (ahead && ahead.of !== url) setAhead(undefined);
  const shown = ahead?.of === url ? ahead.params : params;
  const set = useCallback(
    (ids: Record<string, string | undefined>) => {
      const next = new URLSearchParams(shown);
      for (const [name, id] of Object.entries(ids)) {
        if (id) next.set(name, id);
        else next.delete(name);
      }
      setAhead({ of: url, params: next });
      // The state is a list's way through its pages.
      setParams(next, { replace: true, state });
    },
    [shown, url, setParams, state],
  );
  return [(name) => shown.get(name) ?? undefined, set];
}
