import { staffPage } from '@/lib/routing/feature';
import { READERS } from './words';

export const routes = [
  staffPage('issuance-runs', READERS, () => import('./RunsPage')),
  // Where the notices of a run lead.
  staffPage('issuance/:id', READERS, () => import('./RunPage')),
  staffPage('issuance-runs/:id', READERS, () => import('./RunPage')),
];
