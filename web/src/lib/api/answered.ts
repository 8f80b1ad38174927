import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Shows what a write answered, where `key` is read. A reading of it that is still under way may be older than the write,
 * and would put back what was there before: it is given up.
 */
export async function answered<T>(client: QueryClient, key: QueryKey, value: T): Promise<void> {
  await client.cancelQueries({ queryKey: key, exact: true });
  client.setQueryData<T>(key, value);
}
