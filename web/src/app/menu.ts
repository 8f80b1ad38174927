/** The side menu's entries of all features; apart from `features.ts`, because icons weigh. */

import { menu as apiClients } from '@/features/api-clients/menu';
import { menu as audit } from '@/features/audit/menu';
import { menu as branches } from '@/features/branches/menu';
import { menu as certificateTemplates } from '@/features/certificate-templates/menu';
import { menu as certificates } from '@/features/certificates/menu';
import { menu as cohorts } from '@/features/cohorts/menu';
import { menu as editions } from '@/features/editions/menu';
import { menu as home } from '@/features/home/menu';
import { menu as institutions } from '@/features/institutions/menu';
import { menu as issuance } from '@/features/issuance/menu';
import { menu as liveSessions } from '@/features/live-sessions/menu';
import { menu as notices } from '@/features/notices/menu';
import { menu as overview } from '@/features/overview/menu';
import { menu as papers } from '@/features/papers/menu';
import { menu as people } from '@/features/people/menu';
import { menu as registries } from '@/features/registries/menu';
import { menu as results } from '@/features/results/menu';
import { menu as assessments } from '@/features/training/assessments/menu';
import { menu as training } from '@/features/training/menu';
import { menu as users } from '@/features/users/menu';
import type { MenuEntry } from '@/lib/routing/feature';

export const menu: readonly MenuEntry[] = [
  ...home,
  ...notices,
  ...people,
  ...cohorts,
  ...training,
  ...papers,
  ...assessments,
  ...liveSessions,
  ...branches,
  ...results,
  ...issuance,
  ...certificates,
  ...certificateTemplates,
  ...registries,
  ...editions,
  ...overview,
  ...institutions,
  ...users,
  ...audit,
  ...apiClients,
];
