/** How answers are kept: what the server refused is not asked again, what got lost on the way is, twice. */
import { QueryClient } from '@tanstack/react-query';
import { asProblem } from '@/lib/api/problem';

const RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => {
        const { status, code } = asProblem(error);
        return count < RETRIES && (code === 'offline' || status >= 500);
      },
    },
    mutations: { retry: false },
  },
});
