/** The bell with the number of unread notices. */
import { BellOutlined } from '@ant-design/icons';
import { Badge, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useUnreadCount } from './api';

export function NoticesBell() {
  const { t } = useTranslation('notices');
  const navigate = useNavigate();
  const unread = useUnreadCount();
  return (
    <Button
      type="text"
      icon={
        <Badge count={unread} size="small" overflowCount={99}>
          <BellOutlined style={{ fontSize: 18 }} />
        </Badge>
      }
      aria-label={t('bell', { count: unread })}
      onClick={() => void navigate('/notices')}
    />
  );
}
