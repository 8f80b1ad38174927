/** Renders a page as the app would: theme, queries without retries, a data router. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import { ConfigProvider } from 'antd';
import { type ReactNode, Suspense } from 'react';
import { createMemoryRouter, Outlet, type RouteObject, RouterProvider } from 'react-router';
import { StaffProviders } from '@/app/layouts/StaffProviders';

export function renderRoutes(routes: RouteObject[], at = '/') {
  const router = createMemoryRouter(routes, { initialEntries: [at] });
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false }, mutations: { retry: false } },
  });
  const view = render(
    <QueryClientProvider client={client}>
      {/* Without motion what is closed is gone at once: nothing ends an animation here. Without styles half the time goes:
          each question for a role computes them anew; setup.ts has the one that tests need. */}
      <ConfigProvider theme={{ token: { motion: false }, zeroRuntime: true }}>
        <Suspense>
          <RouterProvider router={router} />
        </Suspense>
      </ConfigProvider>
    </QueryClientProvider>,
  );
  return { ...view, router, client };
}

/**
 * The dialog that shows `text`. By its content, since in tests the component library gives every dialog the
 * same id, so that their names cannot be told apart.
 */
export async function findDialog(text: string | RegExp): Promise<HTMLElement> {
  const inside = await screen.findAllByText(text);
  const dialog = inside.map((one) => one.closest<HTMLElement>('.ant-modal')).find(Boolean);
  if (!dialog) throw new Error(`no dialog shows ${text}`);
  return dialog;
}

/** What stands in the open drawer of this title; closed ones keep their forms in the page. */
export async function findDrawer(title: string) {
  const heads = await screen.findAllByText(title, { selector: '.ant-drawer-title' });
  const drawer = heads.map((one) => one.closest<HTMLElement>('.ant-drawer')).find(Boolean);
  if (!drawer) throw new Error(`no drawer is called ${title}`);
  return within(drawer);
}

/** A page of the staff area at its own path, for those that read their parameters. */
export const staffRoute = (path: string, page: ReactNode): RouteObject => ({
  path,
  element: <StaffProviders>{page}</StaffProviders>,
});

/** Pages of the staff area at their paths, where one leads to another. */
export function renderStaffRoutes(pages: Record<string, ReactNode>, at: string) {
  return renderRoutes(
    [
      {
        element: (
          <StaffProviders>
            <Outlet />
          </StaffProviders>
        ),
        children: Object.entries(pages).map(([path, element]) => ({ path, element })),
      },
    ],
    at,
  );
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
