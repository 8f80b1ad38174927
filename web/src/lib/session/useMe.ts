/** The signed-in person as the server sees them: one answer for all who need a part of it. */
import { useQuery } from '@tanstack/react-query';
import { api, call } from '@/lib/api/client';
import { useSession } from './store';

export const ME = ['me', 'self'];

export function useMe() {
  const { status } = useSession();
  return useQuery({
    queryKey: ME,
    enabled: status === 'signed_in',
    queryFn: ({ signal }) => call(api.GET('/api/v1/me', { signal })),
    staleTime: 60_000,
  });
}
