import { publicPage, staffPage } from '@/lib/routing/feature';
import { LISTERS, OPENERS, READERS } from './api';

export const publicRoutes = [publicPage('/apply', () => import('./ApplyPage'))];

export const routes = [
  staffPage('institutions', LISTERS, () => import('./InstitutionsPage')),
  staffPage('institutions/import', OPENERS, () => import('./InstitutionImportPage')),
  staffPage('institutions/:id', READERS, () => import('./InstitutionPage')),
  staffPage('institution', ['institution_admin'], () => import('./InstitutionPage')),
  staffPage('applications', OPENERS, () => import('./ApplicationsPage')),
];
