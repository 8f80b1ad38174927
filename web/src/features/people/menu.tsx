import { IdcardOutlined, SwapOutlined, TeamOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { READERS } from './api';
import { READERS as TRANSFER_READERS } from './transfers/api';

export const menu: readonly MenuEntry[] = [
  {
    path: '/students',
    label: 'students',
    icon: <TeamOutlined />,
    group: 'people',
    roles: READERS.students,
  },
  {
    path: '/teachers',
    label: 'teachers',
    icon: <IdcardOutlined />,
    group: 'people',
    roles: READERS.teachers,
  },
  {
    path: '/transfers',
    label: 'transfers',
    icon: <SwapOutlined />,
    group: 'people',
    roles: TRANSFER_READERS,
  },
];
