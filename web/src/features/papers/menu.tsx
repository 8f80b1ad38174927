import { FormOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { WRITERS } from './api';

export const menu: readonly MenuEntry[] = [
  {
    path: '/papers',
    label: 'papers',
    icon: <FormOutlined />,
    group: 'teaching',
    roles: WRITERS,
  },
];
