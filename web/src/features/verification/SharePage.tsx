/** What a holder shares: the certificate behind a link, as it stands at this moment. The token stands behind `#`. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { PlainAlert, PlainButton } from '@/components/plain/Plain';
import { api, call } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import { useTitle } from '@/lib/browser/useTitle';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { Verdict } from './Verdict';
import { viewOfAnswer } from './view';
import './verify.css';

export default function SharePage() {
  const { t, i18n } = useTranslation('shares');
  const { text } = useDynamicText('verification');
  const { problemText } = useProblemText();
  const format = useFormat();
  const token = useLocation().hash.slice(1);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['shared-certificate', token],
    enabled: token !== '',
    // What was true a moment ago may not be now.
    gcTime: 0,
    staleTime: 0,
    retry: false,
    queryFn: ({ signal }) =>
      call(api.POST('/api/v1/public/shares/open', { body: { token }, signal })),
  });
  useTitle(t('page_title'));

  const gone = token === '' || (error instanceof ApiProblem && error.status === 404);
  return (
    <div className="ox-verify">
      <div className="ox-card">
        <h1>{t(gone ? 'gone_title' : 'page_title')}</h1>
        {data && !error && (
          <p className="ox-lead">{t('page_lead', { at: format.dateTime(data.ends_at) })}</p>
        )}
        {isFetching && !data && <p className="ox-lead">{t('loading')}</p>}
        {gone && <PlainAlert tone="error">{t(token === '' ? 'incomplete' : 'gone')}</PlainAlert>}
        {error && !gone && (
          <>
            <PlainAlert tone="error">{problemText(error)}</PlainAlert>
            <PlainButton onClick={() => void refetch()} busy={isFetching}>
              {t('retry')}
            </PlainButton>
          </>
        )}
        <p className="ox-field__hint">
          <Link to="/verify">{t('to_verify')}</Link>
        </p>
      </div>
      <div aria-live="polite">
        {data && !error && <Verdict view={viewOfAnswer(data.verification, text, i18n.language)} />}
      </div>
    </div>
  );
}
