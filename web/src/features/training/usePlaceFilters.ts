/** Narrows a list of participants to an edition, a period of it and, for the country, a region. */
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { ListFilter } from '@/components/list/types';
import { useRegions } from '@/components/pickers/regions';
import { useEditions, usePeriods } from '@/components/pickers/useEditions';
import { useSession } from '@/lib/session/store';

export function usePlaceFilters({ periods: byPeriod = true } = {}): ListFilter[] {
  const { t } = useTranslation('training');
  const { grant } = useSession();
  const { options: regions } = useRegions();
  const { options: editions, current } = useEditions();
  const [params] = useSearchParams();
  const periods = usePeriods(params.get('edition_id') ?? current?.id, 'teacher_training');
  return [
    ...(byPeriod
      ? [
          {
            key: 'period',
            label: t('batch_fields.period'),
            options: periods.map(({ period }) => ({
              value: String(period),
              label: t('period', { no: period }),
            })),
          },
        ]
      : []),
    ...(editions.length > 1
      ? [{ key: 'edition_id', label: t('fields.edition'), options: editions }]
      : []),
    ...(grant?.scope.kind === 'country'
      ? [
          {
            key: 'region_code',
            label: t('enrolment_fields.region'),
            options: regions,
            searchable: true,
          },
        ]
      : []),
  ];
}
