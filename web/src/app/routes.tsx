/** The route tree: public pages in a light layout, everything else behind the session. */
import { lazy } from 'react';
import { type LoaderFunctionArgs, type RouteObject, redirect } from 'react-router';
import { PlainLoading } from '@/components/plain/Plain';
import { restoreSession } from '@/lib/api/transport';
import { session } from '@/lib/session/store';
import { publicRoutes, staffRoutes } from './features';
import { PublicLayout } from './layouts/PublicLayout';
import { PageError, RouteError } from './RouteError';

const StaffLayout = lazy(() => import('./layouts/StaffLayout'));
const NotFound = lazy(() => import('./NotFound'));

/** Lets in who is signed in; the others sign in first and come back here. */
async function requireSession({ request }: LoaderFunctionArgs): Promise<Response | null> {
  await restoreSession();
  if (session.get().status !== 'anonymous') return null;
  const { pathname, search } = new URL(request.url);
  const here = pathname + search;
  return redirect(here === '/' ? '/login' : `/login?next=${encodeURIComponent(here)}`);
}

export const routes: RouteObject[] = [
  {
    element: <PublicLayout />,
    errorElement: <PageError />,
    hydrateFallbackElement: <PlainLoading />,
    children: publicRoutes,
  },
  {
    path: '/',
    element: <StaffLayout />,
    loader: requireSession,
    shouldRevalidate: () => session.get().status === 'anonymous',
    errorElement: <PageError />,
    hydrateFallbackElement: <PlainLoading />,
    children: [
      // A page that fails leaves the menu standing.
      {
        errorElement: <RouteError />,
        children: [...staffRoutes, { path: '*', handle: { roles: 'any' }, element: <NotFound /> }],
      },
    ],
  },
];
