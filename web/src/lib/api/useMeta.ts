/** What anyone may know of the service: whether it is a demo, and what its clock shows. */
import { useQuery } from '@tanstack/react-query';
import { api, call } from './client';

const MINUTE_MS = 60_000;

export function useMeta() {
  return useQuery({
    queryKey: ['meta'],
    queryFn: ({ signal }) => call(api.GET('/api/v1/meta', { signal })),
    // The simulated clock goes on while the page is open; a real deployment need not be asked again.
    refetchInterval: ({ state }) => (state.data?.demo ? MINUTE_MS : false),
    staleTime: MINUTE_MS,
  });
}
