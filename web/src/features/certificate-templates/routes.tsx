import { staffPage } from '@/lib/routing/feature';
import { MAKERS, READERS } from './words';

export const routes = [
  staffPage('certificate-templates', READERS, () => import('./TemplatesPage')),
  staffPage('certificate-templates/new', MAKERS, () => import('./NewTemplatePage')),
  staffPage('certificate-templates/:id', READERS, () => import('./TemplatePage')),
];
