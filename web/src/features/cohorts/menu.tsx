import { ApartmentOutlined, ScissorOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { FORMERS, READERS } from './api';

export const menu: readonly MenuEntry[] = [
  {
    path: '/cohorts',
    label: 'cohorts',
    icon: <ApartmentOutlined />,
    group: 'teaching',
    roles: READERS,
  },
  {
    path: '/cohorts/split',
    label: 'cohort_split',
    icon: <ScissorOutlined />,
    group: 'teaching',
    roles: FORMERS,
  },
];
