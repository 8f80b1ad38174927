/** The only list of features' pages. A new feature adds its `routes` here and its `menu` in `menu.ts`. */
import type { RouteObject } from 'react-router';
import { routes as account } from '@/features/account/routes';
import { publicRoutes as authPublic } from '@/features/auth/routes';
import { routes as cohorts } from '@/features/cohorts/routes';
import { routes as home } from '@/features/home/routes';
import { routes as notices } from '@/features/notices/routes';
import { routes as people } from '@/features/people/routes';
import { publicRoutes as verificationPublic } from '@/features/verification/routes';

export const publicRoutes: RouteObject[] = [...authPublic, ...verificationPublic];

export const staffRoutes: RouteObject[] = [...home, ...account, ...notices, ...people, ...cohorts];
