/** The only list of features' pages. A new feature adds its `routes` here and its `menu` in `menu.ts`. */
import type { RouteObject } from 'react-router';
import { routes as account } from '@/features/account/routes';
import { routes as apiClients } from '@/features/api-clients/routes';
import { routes as audit } from '@/features/audit/routes';
import { publicRoutes as authPublic } from '@/features/auth/routes';
import { routes as branches } from '@/features/branches/routes';
import { routes as certificateTemplates } from '@/features/certificate-templates/routes';
import { routes as certificates } from '@/features/certificates/routes';
import { routes as cohorts } from '@/features/cohorts/routes';
import { routes as editions } from '@/features/editions/routes';
import { routes as home } from '@/features/home/routes';
import {
  routes as institutions,
  publicRoutes as institutionsPublic,
} from '@/features/institutions/routes';
import { routes as issuance } from '@/features/issuance/routes';
import { routes as liveSessions } from '@/features/live-sessions/routes';
import { routes as notices } from '@/features/notices/routes';
import { routes as overview } from '@/features/overview/routes';
import { routes as papers } from '@/features/papers/routes';
import { routes as people } from '@/features/people/routes';
import { routes as registries } from '@/features/registries/routes';
import { routes as results } from '@/features/results/routes';
import { routes as assessments } from '@/features/training/assessments/routes';
import { routes as training } from '@/features/training/routes';
import { routes as users } from '@/features/users/routes';
import { publicRoutes as verificationPublic } from '@/features/verification/routes';

export const publicRoutes: RouteObject[] = [
  ...authPublic,
  ...verificationPublic,
  ...institutionsPublic,
];

export const staffRoutes: RouteObject[] = [
  ...home,
  ...account,
  ...notices,
  ...people,
  ...cohorts,
  ...training,
  ...papers,
  ...assessments,
  ...liveSessions,
  ...branches,
  ...certificates,
  ...certificateTemplates,
  ...editions,
  ...issuance,
  ...overview,
  ...registries,
  ...results,
  ...institutions,
  ...users,
  ...audit,
  ...apiClients,
];
