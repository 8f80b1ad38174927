import { indexPage } from '@/lib/routing/feature';

export const routes = [indexPage('any', () => import('./HomePage'))];
