import { ApartmentOutlined, FileDoneOutlined, FileSearchOutlined } from '@ant-design/icons';
import type { MenuEntry } from '@/lib/routing/feature';
import { AFFILIATION_KEEPERS, JUDGEMENT_READERS, REVIEW_READERS } from './api';

export const menu: readonly MenuEntry[] = [
  {
    path: '/reviews',
    label: 'expert_reviews',
    icon: <FileSearchOutlined />,
    group: 'teaching',
    roles: REVIEW_READERS,
  },
  {
    path: '/judgements',
    label: 'training_judgements',
    icon: <FileDoneOutlined />,
    group: 'teaching',
    roles: JUDGEMENT_READERS,
  },
  {
    path: '/affiliations',
    label: 'expert_affiliations',
    icon: <ApartmentOutlined />,
    group: 'teaching',
    roles: AFFILIATION_KEEPERS,
  },
];
