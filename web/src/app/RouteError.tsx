/** What is shown when a page fails: the problem's own page, or an offer to reload. */
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { ConnectionBar } from '@/components/plain/ConnectionBar';
import { DemoBanner } from '@/components/plain/DemoBanner';
import { ErrorPage, errorKind } from '@/components/plain/ErrorPage';
import { ApiProblem } from '@/lib/api/problem';

/** After a new release the old page's files are gone: a reload fetches the new ones. */
const LOST_FILE = /dynamically imported module|importing a module script failed|preload/i;

export function RouteError() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <ErrorPage kind="not_found" />;
  if (error instanceof Error && LOST_FILE.test(error.message)) return <ErrorPage kind="offline" />;
  if (error instanceof ApiProblem) {
    return <ErrorPage kind={errorKind(error)} requestId={error.requestId} />;
  }
  console.error(error);
  return <ErrorPage kind="unexpected" />;
}

/** The same where the frame failed as well. */
export function PageError() {
  return (
    <>
      <DemoBanner />
      <ConnectionBar />
      <RouteError />
    </>
  );
}
