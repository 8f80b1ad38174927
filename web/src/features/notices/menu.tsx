import { BellOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';

export const menu: readonly MenuEntry[] = [
  { path: '/notices', label: 'notices', icon: <BellOutlined />, group: 'today', roles: 'any' },
];
