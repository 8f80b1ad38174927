/** A person's own account: the password, and where it is signed in. */
import { Alert, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '@/components/display/PageHeader';
import { useSession } from '@/lib/session/store';
import { CalendarFeedCard, FEED_OWNERS } from './CalendarFeedCard';
import { PasswordCard } from './PasswordCard';
import { SessionsCard } from './SessionsCard';

export default function AccountPage() {
  const { t } = useTranslation('account');
  const { user, grant } = useSession();
  return (
    <>
      <PageHeader title={t('title')} intro={user && `${user.display_name} · ${user.username}`} />
      <Flex vertical gap={16} style={{ maxWidth: 880 }}>
        {user?.must_change_password && <Alert type="warning" showIcon title={t('must_change')} />}
        <PasswordCard />
        <SessionsCard />
        {grant && FEED_OWNERS.includes(grant.role) && <CalendarFeedCard />}
      </Flex>
    </>
  );
}
