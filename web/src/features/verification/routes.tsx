import { publicPage } from '@/lib/routing/feature';

export const publicRoutes = [
  publicPage('/verify', () => import('./VerifyPage')),
  publicPage('/s', () => import('./SharePage')),
];
