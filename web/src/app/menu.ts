/** The side menu's entries of all features; apart from `features.ts`, because icons weigh. */

import { menu as cohorts } from '@/features/cohorts/menu';
import { menu as home } from '@/features/home/menu';
import { menu as notices } from '@/features/notices/menu';
import { menu as people } from '@/features/people/menu';
import type { MenuEntry } from '@/lib/routing/feature';

export const menu: readonly MenuEntry[] = [...home, ...notices, ...people, ...cohorts];
