/** People by their names; whoever reads sees which of them they are themselves. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/lib/session/store';

export function useNamed() {
  const { t } = useTranslation('components');
  const { user } = useSession();
  return useCallback(
    (id: string | null | undefined, name: string | null | undefined): string | undefined =>
      id && name ? (id === user?.id ? t('oneself', { name }) : name) : undefined,
    [t, user?.id],
  );
}
