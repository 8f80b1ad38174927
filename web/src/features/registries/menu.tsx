import { CloudUploadOutlined, FileDoneOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { EXPORTERS, RECEIVERS } from './words';

export const menu: readonly MenuEntry[] = [
  {
    path: '/registry-exports',
    label: 'registry_exports',
    icon: <CloudUploadOutlined />,
    group: 'certificates',
    roles: EXPORTERS,
  },
  {
    path: '/registry-receipts',
    label: 'registry_receipts',
    icon: <FileDoneOutlined />,
    group: 'certificates',
    roles: RECEIVERS,
  },
];
