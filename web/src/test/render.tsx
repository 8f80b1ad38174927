/** Renders a page as the app would: theme, queries without retries, a data router. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { type ReactNode, Suspense } from 'react';
import { createMemoryRouter, type RouteObject, RouterProvider } from 'react-router';
import { StaffProviders } from '@/app/layouts/StaffProviders';

export function renderRoutes(routes: RouteObject[], at = '/') {
  const router = createMemoryRouter(routes, { initialEntries: [at] });
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false }, mutations: { retry: false } },
  });
  const view = render(
    <QueryClientProvider client={client}>
      <Suspense>
        <RouterProvider router={router} />
      </Suspense>
    </QueryClientProvider>,
  );
  return { ...view, router, client };
}

/** One page of the staff area at `/`. */
export function renderStaff(page: ReactNode, at = '/') {
  return renderRoutes(
    [
      { path: '/', element: <StaffProviders>{page}</StaffProviders> },
      { path: '/elsewhere', element: <p>elsewhere</p> },
    ],
    at,
  );
}

/** One public page at `/`. */
export function renderPublic(page: ReactNode, at = '/') {
  return renderRoutes(
    [
      { path: '/', element: page },
      { path: '/*', element: <p>another page</p> },
    ],
    at,
  );
}
