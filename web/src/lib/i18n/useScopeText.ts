/** How far a grant reaches, in words; the server's label (a school's, a class's name) where it gives one. */
import { useTranslation } from 'react-i18next';
import type { Scope } from '@/lib/api/types';
import { useDynamicText } from './useDynamicText';

export function useScopeText(): (scope: Scope) => string {
  const { t } = useTranslation('common');
  const { text } = useDynamicText('regions');
  return (scope) => {
    if (scope.label) return scope.label;
    const region = scope.region_code ? text(`short.${scope.region_code}`, scope.region_code) : '';
    return t(`scopes.${scope.kind}`, { region });
  };
}
