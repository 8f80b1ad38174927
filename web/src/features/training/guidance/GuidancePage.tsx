/** Guidance in all classes that one has to do with. */
import { useTranslation } from 'react-i18next';
import { PageHeader } from '@/components/display/PageHeader';
import { GuidanceTab } from './GuidanceTab';

export default function GuidancePage() {
  const { t } = useTranslation('training');
  return (
    <>
      <PageHeader title={t('guidance.title')} intro={t('guidance.intro')} />
      <GuidanceTab />
    </>
  );
}
