import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { useChosenEdition } from './useChosenEdition';

export function EditionPicker({ chosen }: { chosen: ReturnType<typeof useChosenEdition> }) {
  const { t } = useTranslation('editions');
  // One edition is no choice.
  if (chosen.fixed || chosen.options.length < 2) return null;
  return (
    <Select
      aria-label={t('edition')}
      value={chosen.editionId ?? null}
      options={chosen.options}
      onChange={(value: string) => chosen.choose(value)}
      popupMatchSelectWidth={false}
      style={{ minWidth: 200, maxWidth: '100%' }}
    />
  );
}
