/** 中文 / English. Each language is named in itself, whatever is being read. */
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '@/lib/i18n/i18n';
import { PlainButton } from './Plain';

export function LanguageSwitch({ onChosen }: { onChosen?: (language: 'zh-CN' | 'en') => void }) {
  const { t, i18n } = useTranslation('common');
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  return (
    <PlainButton
      tone="quiet"
      lang={other}
      aria-label={t('language.switch_label')}
      onClick={() => {
        void chooseLanguage(other).then(() => onChosen?.(other));
      }}
    >
      {t('language.other')}
    </PlainButton>
  );
}
