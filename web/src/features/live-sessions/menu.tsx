import { VideoCameraOutlined } from '@ant-design/icons';
import { SESSION_READERS } from '@/components/live/api';
import type { MenuEntry } from '@/lib/routing/feature';

export const menu: readonly MenuEntry[] = [
  {
    path: '/live-sessions',
    label: 'live_sessions',
    icon: <VideoCameraOutlined />,
    group: 'teaching',
    roles: SESSION_READERS,
  },
];
