/** Nothing waits: said as good news, with what one can do in this role. */
import { Card, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/lib/session/store';

export function FirstSteps() {
  const { t } = useTranslation('home');
  const { grant } = useSession();
  if (!grant) return null;
  return (
    <Card size="small">
      <Typography.Paragraph strong style={{ marginBottom: 4 }}>
        {t('nothing_waits')}
      </Typography.Paragraph>
      <Typography.Text type="secondary">{t(`first_steps.${grant.role}`)}</Typography.Text>
    </Card>
  );
}
