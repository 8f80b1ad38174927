import { SESSION_READERS } from '@/components/live/api';
import { staffPage } from '@/lib/routing/feature';

export const routes = [
  staffPage('live-sessions', SESSION_READERS, () => import('./SessionsPage')),
  staffPage('live-sessions/:id', SESSION_READERS, () => import('./SessionPage')),
  staffPage('live-plans/:kind/:id', SESSION_READERS, () => import('./PlanPage')),
];
