import { FormatPainterOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { READERS } from './words';

export const menu: readonly MenuEntry[] = [
  {
    path: '/certificate-templates',
    label: 'certificate_templates',
    icon: <FormatPainterOutlined />,
    group: 'certificates',
    roles: READERS,
  },
];
