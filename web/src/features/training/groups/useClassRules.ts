/** The rules of the edition as they hold for the regions of a grouping. */
import { useQuery } from '@tanstack/react-query';
import { api, call } from '@/lib/api/client';
import type { Batch } from '../api';

export function useClassRules(batch: Batch, regions: readonly string[]) {
  // Where several regions are grouped what holds for the country is shown; the server looks at each.
  const [region] = regions.length === 1 ? regions : [];
  const { data } = useQuery({
    queryKey: ['editions', batch.edition_id, 'rules', region],
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/editions/{id}/rules', {
          params: {
            path: { id: batch.edition_id },
            query: region ? { region_code: region } : {},
          },
          signal,
        }),
      ),
    staleTime: 300_000,
  });
  return data?.items ?? [];
}
