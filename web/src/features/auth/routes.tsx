import { publicPage } from '@/lib/routing/feature';

export const publicRoutes = [
  publicPage('/login', () => import('./LoginPage')),
  publicPage('/activate', () => import('./ActivatePage')),
];
