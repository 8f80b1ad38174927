import { staffPage } from '@/lib/routing/feature';

export const routes = [staffPage('notices', 'any', () => import('./NoticesPage'))];
