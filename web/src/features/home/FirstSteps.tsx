/** Nothing waits: said as good news, with what one can do in this role. */
import { Card, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Role } from '@/lib/api/types';
import { useSession } from '@/lib/session/store';

/** Where each role begins. */
export const FIRST: Record<Exclude<Role, 'partner'>, string> = {
  hq_admin: '/overview',
  content_editor: '/papers',
  certifier: '/issuance-runs',
  expert: '/reviews',
  branch_staff: '/institutions',
  trainer: '/training/classes',
  institution_admin: '/teachers/import',
  teacher: '/cohorts',
  student: '/certificates',
};

export function FirstSteps() {
  const { t } = useTranslation('home');
  const { grant } = useSession();
  if (!grant) return null;
  return (
    <Card size="small">
      <Typography.Paragraph strong style={{ marginBottom: 4 }}>
        {t('nothing_waits')}
      </Typography.Paragraph>
      <Typography.Paragraph type="secondary" style={{ marginBottom: 4 }}>
        {t(`first_steps.${grant.role}`)}
      </Typography.Paragraph>
      {grant.role !== 'partner' && (
        // A line of its own: inside the sentence, only its colour would tell it from the text.
        <div>
          <Link to={FIRST[grant.role]}>{t(`first_step.${grant.role}`)}</Link>
        </div>
      )}
    </Card>
  );
}
