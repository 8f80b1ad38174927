import { IdcardOutlined, TeamOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { READERS } from './api';

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
];
