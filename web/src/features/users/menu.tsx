import { UserSwitchOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { KEEPERS } from './api';

export const menu: readonly MenuEntry[] = [
  {
    path: '/users',
    label: 'users',
    icon: <UserSwitchOutlined />,
    group: 'organisation',
    roles: KEEPERS,
  },
];
