/** What printing was limited to, in a few words. */
import { useTranslation } from 'react-i18next';
import { useRegions } from '@/components/pickers/regions';
import { useEditions } from '@/components/pickers/useEditions';
import type { PrintJob } from './words';

export function useFilterText(): (filter: PrintJob['filter']) => string {
  const { t } = useTranslation('printing');
  const { regionName } = useRegions();
  const { editionTitle } = useEditions();
  return ({ kind, edition_id, region_code, institution_id, cohort_id, run_id }) => {
    const parts = [
      kind && t(`kind.${kind}`),
      edition_id && editionTitle(edition_id),
      region_code && regionName(region_code),
      institution_id && t('filter.one_institution'),
      cohort_id && t('filter.one_cohort'),
      run_id && t('filter.one_run'),
    ];
    return parts.filter(Boolean).join(' · ') || t('filter.all');
  };
}
