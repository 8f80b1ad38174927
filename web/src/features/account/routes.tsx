import { staffPage } from '@/lib/routing/feature';

export const routes = [staffPage('account', 'any', () => import('./AccountPage'))];
