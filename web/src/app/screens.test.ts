/** `screens.json` tells the browser journeys which pages there are and for whom; it must tell all of them. */
import type { RouteObject } from 'react-router';
import { describe, expect, it } from 'vitest';
import { FIRST } from '@/features/home/FirstSteps';
import type { PageHandle } from '@/lib/routing/feature';
import { publicRoutes, staffRoutes } from './features';
import { menu } from './menu';
import screens from './screens.json';

const pathOf = (route: RouteObject) => `/${route.path ?? ''}`.replace('//', '/');
const byText = (a: string, b: string) => a.localeCompare(b);

describe('the list of screens', () => {
  it('has every public page', () => {
    expect(screens.public).toEqual(publicRoutes.map(pathOf).sort(byText));
  });

  it('has every page of the staff area, with the roles that may open it', () => {
    const routes = staffRoutes.map((route) => [pathOf(route), (route.handle as PageHandle).roles]);
    expect(screens.staff).toEqual(Object.fromEntries(routes));
  });

  it('leads to each page of the menu for whom the menu shows it', () => {
    const staff: Record<string, string | readonly string[]> = screens.staff;
    for (const entry of menu) expect(staff[entry.path], entry.path).toEqual(entry.roles);
  });

  it('has the page that each role begins with, for that role', () => {
    const staff: Record<string, string | readonly string[]> = screens.staff;
    for (const [role, path] of Object.entries(FIRST)) {
      expect(staff[path] === 'any' || staff[path]?.includes(role), `${role} ${path}`).toBe(true);
    }
  });
});
