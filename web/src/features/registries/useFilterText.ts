/** What an export was limited to, in a few words. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useRegions } from '@/components/pickers/regions';
import { useFormat } from '@/lib/format/useFormat';
import type { RegistryExport } from './words';

export function useFilterText(): (filter: RegistryExport['filter']) => string {
  const { t } = useTranslation('registries');
  const format = useFormat();
  const { regionName } = useRegions();
  return useCallback(
    (filter) => {
      const { issued_from, issued_to, kind, region_code, run_id } = filter;
      const parts: string[] = [];
      if (issued_from && issued_to) {
        parts.push(
          t('filter.between', { from: format.date(issued_from), to: format.date(issued_to) }),
        );
      } else if (issued_from) parts.push(t('filter.from', { from: format.date(issued_from) }));
      else if (issued_to) parts.push(t('filter.to', { to: format.date(issued_to) }));
      if (kind) parts.push(t(`kind.${kind}`));
      if (region_code) parts.push(regionName(region_code));
      if (run_id) parts.push(t('filter.one_run'));
      return parts.join(' · ') || t('filter.all');
    },
    [t, format, regionName],
  );
}
