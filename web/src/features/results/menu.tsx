import { ProfileOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { READERS } from './words';

export const menu: readonly MenuEntry[] = [
  {
    path: '/results',
    label: 'results',
    icon: <ProfileOutlined />,
    group: 'certificates',
    roles: READERS,
  },
];
