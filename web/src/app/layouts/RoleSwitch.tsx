/** A person acts in one role and scope at a time; this shows which, and changes it. */
import { DownOutlined, SwapOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLeaveAll } from '@/components/form/useUnsavedGuard';
import type { Grant } from '@/lib/api/types';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { useScopeText } from '@/lib/i18n/useScopeText';
import { switchGrant } from '@/lib/session/actions';
import { useSession } from '@/lib/session/store';

export function RoleSwitch({ compact }: { compact: boolean }) {
  const { t } = useTranslation('common');
  const { message } = App.useApp();
  const { problemText } = useProblemText();
  const scopeText = useScopeText();
  const leaveAll = useLeaveAll();
  const { grant, grants } = useSession();
  if (!grant) return null;

  const label = (one: Grant) => `${t(`roles.${one.role}`)} · ${scopeText(one.scope)}`;
  const shown = compact ? t(`roles.${grant.role}`) : label(grant);

  if (grants.length < 2) return <span className="ox-role">{shown}</span>;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectedKeys: [grant.id],
        items: grants.map((one) => ({ key: one.id, label: label(one) })),
        onClick: ({ key }) => {
          if (key === grant.id) return;
          leaveAll(() => {
            switchGrant(key).catch((error: unknown) => message.error(problemText(error)));
          });
        },
      }}
    >
      <Button
        type="text"
        icon={<SwapOutlined />}
        aria-label={t('nav.switch_role', { role: label(grant) })}
      >
        <span className="ox-role">{shown}</span>
        {!compact && <DownOutlined />}
      </Button>
    </Dropdown>
  );
}
