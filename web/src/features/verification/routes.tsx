import { publicPage } from '@/lib/routing/feature';

const verify = () => import('./VerifyPage');

/** The second is where QR codes lead, as short as can be. */
export const publicRoutes = [publicPage('/verify', verify), publicPage('/v', verify)];
