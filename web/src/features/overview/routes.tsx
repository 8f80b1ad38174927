import { staffPage } from '@/lib/routing/feature';

export const routes = [staffPage('overview', ['hq_admin'], () => import('./OverviewPage'))];
