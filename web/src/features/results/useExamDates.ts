/** The exam dates of an edition, as choices. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '@/lib/api/client';
import { useFormat } from '@/lib/format/useFormat';

export function useExamDates(editionId: string | undefined) {
  const { t, i18n } = useTranslation('results');
  const format = useFormat();
  const { data: calendar } = useQuery({
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
  const { data: subjects } = useQuery({
    queryKey: ['editions', editionId, 'subjects'],
    enabled: editionId !== undefined,
    queryFn: ({ signal }) =>
      call(
        api.GET('/api/v1/editions/{id}/subjects', {
          params: { path: { id: editionId ?? '' } },
          signal,
        }),
      ),
    staleTime: 300_000,
  });
  return {
    dateOptions: (calendar?.exam_dates ?? []).map((exam) => ({
      value: exam.id,
      label: t('exam_option', { period: exam.period, date: format.date(exam.date) }),
    })),
    subjectOptions: (subjects?.items ?? []).map((subject) => ({
      value: subject.code,
      label: i18n.language === 'en' ? subject.title_en : subject.title_zh,
    })),
  };
}
