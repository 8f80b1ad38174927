import { staffPage } from '@/lib/routing/feature';

export const routes = [staffPage('branches', 'any', () => import('./BranchesPage'))];
