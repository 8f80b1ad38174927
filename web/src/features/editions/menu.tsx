import { CalendarOutlined, CopyOutlined, ReadOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';

export const menu: readonly MenuEntry[] = [
  {
    path: '/calendar',
    label: 'calendar',
    icon: <CalendarOutlined />,
    group: 'programme',
    roles: 'any',
  },
  { path: '/rules', label: 'rules', icon: <ReadOutlined />, group: 'programme', roles: 'any' },
  {
    path: '/editions',
    label: 'editions',
    icon: <CopyOutlined />,
    group: 'programme',
    roles: ['hq_admin'],
  },
];
