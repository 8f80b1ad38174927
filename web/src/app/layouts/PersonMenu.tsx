/** The signed-in person: their account, the language, signing out. */
import { UserOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useLeaveAll } from '@/components/form/useUnsavedGuard';
import { api } from '@/lib/api/client';
import { chooseLanguage } from '@/lib/i18n/i18n';
import { signOut } from '@/lib/session/actions';
import { useSession } from '@/lib/session/store';

export function PersonMenu({ compact }: { compact: boolean }) {
  const { t, i18n } = useTranslation('common');
  const navigate = useNavigate();
  const { user } = useSession();
  const leaveAll = useLeaveAll();
  if (!user) return null;

  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  const switchLanguage = async () => {
    await chooseLanguage(other);
    // Remembered for letters and for the next device; the page does not depend on it.
    await api.PATCH('/api/v1/me', { body: { locale: other } }).catch(() => undefined);
  };

  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'account', label: t('nav.account') },
          { key: 'language', label: <span lang={other}>{t('language.other')}</span> },
          { type: 'divider' },
          { key: 'sign_out', label: t('nav.sign_out') },
        ],
        onClick: ({ key }) => {
          if (key === 'account') void navigate('/account');
          if (key === 'language') void switchLanguage();
          // Forgetting here must not wait for a network that may be down.
          if (key === 'sign_out') leaveAll(() => void signOut().catch(() => undefined));
        },
      }}
    >
      <Button
        type="text"
        icon={<UserOutlined />}
        aria-label={t('nav.person', { name: user.display_name })}
      >
        {compact ? null : user.display_name}
      </Button>
    </Dropdown>
  );
}
