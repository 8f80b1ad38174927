import { staffPage } from '@/lib/routing/feature';
import { READERS } from './readers';

export const routes = [staffPage('audit', READERS, () => import('./AuditPage'))];
