/** The pages for when there is nothing to show: each says what happened and what to do. */
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/lib/api/problem';
import { PlainButton } from './Plain';

export type ErrorKind = 'forbidden' | 'not_found' | 'offline' | 'maintenance' | 'unexpected';

interface Props {
  kind: ErrorKind;
  requestId?: string | undefined;
  onRetry?: (() => void) | undefined;
  /** Where "back to the start" leads. */
  home?: string;
}

const NUMBER: Record<ErrorKind, string> = {
  forbidden: '403',
  not_found: '404',
  offline: '',
  maintenance: '503',
  unexpected: '500',
};

export function errorKind(error: unknown): ErrorKind {
  const problem = asProblem(error);
  if (problem.code === 'offline') return 'offline';
  if (problem.status === 403) return 'forbidden';
  if (problem.status === 404) return 'not_found';
  if (problem.status === 503) return 'maintenance';
  return 'unexpected';
}

export function ErrorPage({ kind, requestId, onRetry, home = '/' }: Props) {
  const { t } = useTranslation('common');
  const retry = onRetry ?? (() => window.location.reload());
  const retriable = kind === 'offline' || kind === 'maintenance' || kind === 'unexpected';
  return (
    <section className="ox-error" aria-labelledby="error-title">
      {NUMBER[kind] && <p className="ox-error__code">{NUMBER[kind]}</p>}
      <h1 id="error-title">{t(`error_page.${kind}.title`)}</h1>
      <p>{t(`error_page.${kind}.what_to_do`)}</p>
      {requestId && <p className="ox-error__id">{t('error_page.request_id', { id: requestId })}</p>}
      <div className="ox-error__actions">
        {retriable && (
          <PlainButton tone="primary" onClick={retry}>
            {t('error_page.retry')}
          </PlainButton>
        )}
        {/* A plain link: after an error the page starts afresh. */}
        <a className="ox-button" href={home}>
          {t('error_page.home')}
        </a>
      </div>
    </section>
  );
}
