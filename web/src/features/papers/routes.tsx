import { staffPage } from '@/lib/routing/feature';
import { WRITERS } from './api';

export const routes = [
  staffPage('papers', WRITERS, () => import('./PapersPage')),
  staffPage('papers/:id', WRITERS, () => import('./PaperPage')),
];
