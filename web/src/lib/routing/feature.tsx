/** How a feature tells the app about its pages and its places in the menu. */
import { type ComponentType, lazy, type ReactNode } from 'react';
import type { RouteObject } from 'react-router';
import type { Role } from '@/lib/api/types';

export type Roles = readonly Role[] | 'any';

export interface PageHandle {
  roles: Roles;
}

/** Sections of the side menu, in their order. */
export const MENU_GROUPS = [
  'today',
  'people',
  'teaching',
  'programme',
  'certificates',
  'organisation',
  'system',
] as const;
export type MenuGroup = (typeof MENU_GROUPS)[number];

export interface MenuEntry {
  path: string;
  /** Key in the `menu` catalogue. */
  label: string;
  icon: ReactNode;
  group: MenuGroup;
  roles: Roles;
}

export const mayOpen = (roles: Roles, role: Role | undefined): boolean =>
  roles === 'any' || (role !== undefined && roles.includes(role));

type Load = () => Promise<{ default: ComponentType }>;

/**
 * A page for people who are signed in, fetched when it is first opened. `React.lazy` rather than the
 * router's own `lazy`: the router would fetch the page before the loader above has found out that nobody
 * is signed in.
 */
export function staffPage(path: string, roles: Roles, load: Load): RouteObject {
  const Page = lazy(load);
  return { path, handle: { roles } satisfies PageHandle, element: <Page /> };
}

export function publicPage(path: string, load: Load): RouteObject {
  const Page = lazy(load);
  return { path, element: <Page /> };
}

/** The page at the path of its parent. */
export function indexPage(roles: Roles, load: Load): RouteObject {
  const Page = lazy(load);
  return { index: true, handle: { roles } satisfies PageHandle, element: <Page /> };
}
