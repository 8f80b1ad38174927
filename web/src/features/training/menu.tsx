import {
  FieldTimeOutlined,
  LaptopOutlined,
  MergeOutlined,
  ReadOutlined,
  SolutionOutlined,
  TrophyOutlined,
  UserAddOutlined,
} from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { ABSENCE_READERS, ENROLLERS, ENROLMENT_READERS, PARTICIPANTS, READERS } from './api';
import { FORMERS, MENU_READERS } from './classes/api';

export const menu: readonly MenuEntry[] = [
  {
    path: '/my-training',
    label: 'my_training',
    icon: <TrophyOutlined />,
    group: 'teaching',
    roles: PARTICIPANTS,
  },
  {
    path: '/training/batches',
    label: 'training_batches',
    icon: <LaptopOutlined />,
    group: 'teaching',
    roles: READERS,
  },
  {
    path: '/training/classes',
    label: 'training_classes',
    icon: <ReadOutlined />,
    group: 'teaching',
    roles: MENU_READERS,
  },
  {
    path: '/training/merges',
    label: 'training_merges',
    icon: <MergeOutlined />,
    group: 'teaching',
    roles: FORMERS,
  },
  {
    path: '/training/enrol',
    label: 'training_enrol',
    icon: <UserAddOutlined />,
    group: 'teaching',
    roles: ENROLLERS,
  },
  {
    path: '/training/enrolments',
    label: 'training_enrolments',
    icon: <SolutionOutlined />,
    group: 'teaching',
    roles: ENROLMENT_READERS,
  },
  {
    path: '/training/absences',
    label: 'trainer_absences',
    icon: <FieldTimeOutlined />,
    group: 'teaching',
    roles: ABSENCE_READERS,
  },
];
