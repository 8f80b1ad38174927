import { AuditOutlined, BankOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { LISTERS, OPENERS } from './api';

export const menu: readonly MenuEntry[] = [
  {
    path: '/institutions',
    label: 'institutions',
    icon: <BankOutlined />,
    group: 'organisation',
    roles: LISTERS,
  },
  {
    path: '/institution',
    label: 'my_institution',
    icon: <BankOutlined />,
    group: 'organisation',
    roles: ['institution_admin'],
  },
  {
    path: '/applications',
    label: 'applications',
    icon: <AuditOutlined />,
    group: 'organisation',
    roles: OPENERS,
  },
];
