import { staffPage } from '@/lib/routing/feature';
import { READERS } from './words';

export const routes = [
  staffPage('issuance-runs', READERS, () => import('./RunsPage')),
  staffPage('issuance-runs/:id', READERS, () => import('./RunPage')),
];
