import { SafetyCertificateOutlined, StopOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { READERS, REVOCATION_READERS } from './words';

export const menu: readonly MenuEntry[] = [
  {
    path: '/certificates',
    label: 'certificates',
    icon: <SafetyCertificateOutlined />,
    group: 'certificates',
    roles: READERS,
  },
  {
    path: '/certificate-revocations',
    label: 'certificate_revocations',
    icon: <StopOutlined />,
    group: 'certificates',
    roles: REVOCATION_READERS,
  },
];
