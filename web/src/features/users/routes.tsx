import { staffPage } from '@/lib/routing/feature';
import { KEEPERS } from './api';

export const routes = [
  staffPage('users', KEEPERS, () => import('./UsersPage')),
  staffPage('users/:id', KEEPERS, () => import('./UserPage')),
];
