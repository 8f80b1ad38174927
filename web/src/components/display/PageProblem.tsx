/** A page whose subject cannot be shown: its own page for 403 and 404, else what went wrong and a retry. */
import { asProblem } from '@/lib/api/problem';
import { ErrorPage, errorKind } from '../plain/ErrorPage';
import { ProblemAlert } from './ProblemAlert';

export function PageProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { status, requestId } = asProblem(error);
  return status === 403 || status === 404 ? (
    <ErrorPage kind={errorKind(error)} requestId={requestId} />
  ) : (
    <ProblemAlert error={error} onRetry={onRetry} />
  );
}
