import { staffPage } from '@/lib/routing/feature';
import { KEEPERS } from './api';

export const routes = [staffPage('api-clients', KEEPERS, () => import('./ApiClientsPage'))];
