/** Starts the application: catalogues first, then the router. Nothing here may import the component library. */
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { PlainLoading } from '@/components/plain/Plain';
import { startI18n } from '@/lib/i18n/i18n';
import { queryClient } from './queryClient';
import { routes } from './routes';

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  await startI18n();
  const router = createBrowserRouter(routes);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Suspense fallback={<PlainLoading />}>
          <RouterProvider router={router} />
        </Suspense>
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
