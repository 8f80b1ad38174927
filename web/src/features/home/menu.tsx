import { HomeOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';

export const menu: readonly MenuEntry[] = [
  { path: '/', label: 'home', icon: <HomeOutlined />, group: 'today', roles: 'any' },
];
