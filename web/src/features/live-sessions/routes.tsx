import { staffPage } from '@/lib/routing/feature';
import { READERS } from './api';

export const routes = [
  staffPage('live-sessions', READERS, () => import('./SessionsPage')),
  staffPage('live-sessions/:id', READERS, () => import('./SessionPage')),
  staffPage('live-plans/:kind/:id', READERS, () => import('./PlanPage')),
];
