import { useTranslation } from 'react-i18next';

/** For `allowClear` of a select, whose own word is English. */
export function useClear(): { label: string } {
  const { t } = useTranslation('components');
  return { label: t('list.clear') };
}
