import { staffPage } from '@/lib/routing/feature';
import { KEEPERS, READERS } from './words';

export const routes = [
  staffPage('results', READERS, () => import('./ResultsPage')),
  staffPage('results/import', KEEPERS, () => import('./ResultImportPage')),
];
