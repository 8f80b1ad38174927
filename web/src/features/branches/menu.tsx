import { ApartmentOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';

export const menu: readonly MenuEntry[] = [
  {
    path: '/branches',
    label: 'branches',
    icon: <ApartmentOutlined />,
    group: 'organisation',
    roles: 'any',
  },
];
