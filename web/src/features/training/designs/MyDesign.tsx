/** The way to one's teaching design in a participant's own page. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

export function MyDesign() {
  const { t } = useTranslation('designs');
  return (
    <div>
      <Link to="/my-training/design">{t('designs')}</Link>
    </div>
  );
}
