import { FileSearchOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { READERS } from './readers';

export const menu: readonly MenuEntry[] = [
  { path: '/audit', label: 'audit', icon: <FileSearchOutlined />, group: 'system', roles: READERS },
];
