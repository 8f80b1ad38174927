import { ApiOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { KEEPERS } from './api';

export const menu: readonly MenuEntry[] = [
  {
    path: '/api-clients',
    label: 'api_clients',
    icon: <ApiOutlined />,
    group: 'system',
    roles: KEEPERS,
  },
];
