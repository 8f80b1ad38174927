import {
  FieldTimeOutlined,
  FileDoneOutlined,
  FundOutlined,
  LaptopOutlined,
  MergeOutlined,
  ReadOutlined,
  SolutionOutlined,
  TrophyOutlined,
  UserAddOutlined,
  VideoCameraOutlined,
} from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { ABSENCE_READERS, ENROLLERS, ENROLMENT_READERS, PARTICIPANTS, READERS } from './api';
import { BOARD_READERS } from './board/api';
import { FORMERS, LIST_READERS } from './classes/api';
import { GUIDANCE_READERS } from './guidance/api';
import { TASK_READERS } from './tasks/api';

export const menu: readonly MenuEntry[] = [
  {
    path: '/my-training',
    label: 'my_training',
    icon: <TrophyOutlined />,
    group: 'teaching',
    roles: PARTICIPANTS,
  },
  {
    path: '/training/board',
    label: 'training_board',
    icon: <FundOutlined />,
    group: 'teaching',
    roles: BOARD_READERS,
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
    roles: LIST_READERS,
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
  {
    path: '/training/guidance',
    label: 'guidance',
    icon: <VideoCameraOutlined />,
    group: 'teaching',
    roles: GUIDANCE_READERS,
  },
  {
    path: '/training/tasks',
    label: 'class_tasks',
    icon: <FileDoneOutlined />,
    group: 'teaching',
    roles: TASK_READERS,
  },
];
