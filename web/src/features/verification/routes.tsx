import { publicPage } from '@/lib/routing/feature';

const verify = () => import('./VerifyPage');

/** `/v` is where QR codes lead, as short as can be; `/s` where holders' links do. */
export const publicRoutes = [
  publicPage('/verify', verify),
  publicPage('/v', verify),
  publicPage('/s', () => import('./SharePage')),
];
