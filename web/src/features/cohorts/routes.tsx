import { staffPage } from '@/lib/routing/feature';
import { FORMERS, READERS } from './api';

export const routes = [
  staffPage('cohorts', READERS, () => import('./CohortsPage')),
  staffPage('cohorts/split', FORMERS, () => import('./SplitPage')),
  staffPage('cohorts/:id', READERS, () => import('./CohortPage')),
];
