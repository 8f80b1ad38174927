import { GlobalOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';

export const menu: readonly MenuEntry[] = [
  {
    path: '/overview',
    label: 'overview',
    icon: <GlobalOutlined />,
    group: 'today',
    roles: ['hq_admin'],
  },
];
