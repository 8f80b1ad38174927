import { PrinterOutlined, SafetyCertificateOutlined, StopOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { PRINTERS } from './printing/words';
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
    path: '/certificate-print-jobs',
    label: 'certificate_print_jobs',
    icon: <PrinterOutlined />,
    group: 'certificates',
    roles: PRINTERS,
  },
  {
    path: '/certificate-revocations',
    label: 'certificate_revocations',
    icon: <StopOutlined />,
    group: 'certificates',
    roles: REVOCATION_READERS,
  },
];
