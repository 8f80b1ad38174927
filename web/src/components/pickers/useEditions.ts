/** The editions that one may see, the newest first, and the one in use. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '@/lib/api/client';
import type { Answer } from '@/lib/api/types';

type WindowKind = Answer<'/api/v1/editions/{id}/calendar', 'get'>['windows'][number]['kind'];

export function useEditions() {
  const { i18n } = useTranslation('common');
  const { data, error } = useQuery({
    queryKey: ['editions', 'list'],
    queryFn: ({ signal }) => call(api.GET('/api/v1/editions', { signal })),
    staleTime: 300_000,
  });
  const editions = data?.items ?? [];
  const title = (one: { title_zh: string; title_en: string }) =>
    i18n.language === 'en' ? one.title_en : one.title_zh;
  return {
    error,
    /** The answer is there; it may hold none. */
    loaded: data !== undefined,
    editions,
    current: editions.find((one) => one.status === 'open') ?? editions[0],
    options: editions.map((one) => ({ value: one.id, label: title(one) })),
    editionTitle: (id: string) => {
      const found = editions.find((one) => one.id === id);
      return found ? title(found) : '';
    },
  };
}

/** The windows of one kind in an edition's calendar, e.g. the student-training periods (四.3). */
export function usePeriods(editionId: string | undefined, kind: WindowKind) {
  const { data } = useQuery({
    queryKey: ['editions', editionId, 'calendar'],
    enabled: editionId !== undefined,
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/editions/{id}/calendar', {
          params: { path: { id: editionId ?? '' } },
          signal,
        }),
      ),
    staleTime: 300_000,
  });
  return (data?.windows ?? []).filter((window) => window.kind === kind);
}
