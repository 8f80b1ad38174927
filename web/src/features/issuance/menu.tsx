import { AuditOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { READERS } from './words';

export const menu: readonly MenuEntry[] = [
  {
    path: '/issuance-runs',
    label: 'issuance_runs',
    icon: <AuditOutlined />,
    group: 'certificates',
    roles: READERS,
  },
];
