import { VideoCameraOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { READERS } from './api';

export const menu: readonly MenuEntry[] = [
  {
    path: '/live-sessions',
    label: 'live_sessions',
    icon: <VideoCameraOutlined />,
    group: 'teaching',
    roles: READERS,
  },
];
