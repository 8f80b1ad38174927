/**
 * Anyone checks a certificate: by its number and the holder's name, as printed; by its QR code, which leads to
 * this page at `/v` with the signed certificate behind the `#`, which browsers never send; or by its file.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'react-router';
import { PlainAlert, PlainButton, PlainLoading } from '@/components/plain/Plain';
import { api, call } from '@/lib/api/client';
import { useTitle } from '@/lib/browser/useTitle';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { useProblemText } from '@/lib/i18n/useProblemText';
import type { Checked } from './check';
import { Intake } from './Intake';
import { NumberForm } from './NumberForm';
import { Verdict } from './Verdict';
import { type Verification, viewOf, viewOfAnswer } from './view';
import './verify.css';

type Outcome = Checked | { answer: Verification };
type Busy = 'number' | 'file' | undefined;

export default function VerifyPage() {
  const { t, i18n } = useTranslation('verification');
  const { text } = useDynamicText('verification');
  const { problemText } = useProblemText();
  const [params] = useSearchParams();
  const { hash } = useLocation();
  const [busy, setBusy] = useState<Busy>();
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>();
  const [outcome, setOutcome] = useState<Outcome>();
  const result = useRef<HTMLDivElement>(null);
  /** Which question the page is at: a late answer to a former one is dropped. */
  const turn = useRef(0);
  useTitle(t('title'));

  const clear = useCallback(() => {
    turn.current += 1;
    setOutcome(undefined);
    setError(undefined);
    setBusy(undefined);
  }, []);

  const run = useCallback(
    async (kind: Busy, work: (show: (found: Outcome) => void) => Promise<void>) => {
      clear();
      const mine = turn.current;
      setBusy(kind);
      try {
        await work((found) => {
          if (turn.current !== mine) return;
          setOutcome(found);
          setBusy(undefined);
          requestAnimationFrame(() => result.current?.focus());
        });
      } catch (problem) {
        if (turn.current === mine) setError(problem);
      } finally {
        if (turn.current === mine) setBusy(undefined);
      }
    },
    [clear],
  );

  const checkBytes = useCallback(
    (bytes: Uint8Array) =>
      run('file', async (show) => show(await (await verifier()).checkBytes(bytes))),
    [run],
  );

  const ask = (question: { number: string; name: string } | undefined) => {
    if (!question) return clear();
    void run('number', async (show) => {
      const answer = await call(api.POST('/api/v1/public/certificates/verify', { body: question }));
      show({ answer });
      const report = await (await verifier()).checkAnswer(answer).catch(() => undefined);
      // What cannot be checked here leaves the platform's word as it is.
      if (report?.printed || report?.verdict === 'not_authentic') show({ answer, report });
    });
  };

  useEffect(() => {
    // Another fragment, such as the link past the navigation makes, is no question.
    if (/^#\d+$/.test(hash)) void checkBytes(new TextEncoder().encode(hash.slice(1)));
  }, [hash, checkBytes]);

  const save = async () => {
    setSaving(true);
    setError(undefined);
    try {
      await (await import('./save')).saveOfflinePage(t('offline.title'));
    } catch (problem) {
      setError(problem);
    } finally {
      setSaving(false);
    }
  };

  return (
    <div className="ox-verify">
      <div className="ox-card">
        <h1>{t('title')}</h1>
        <p className="ox-lead">{t('lead')}</p>
        {error !== undefined && (
          <PlainAlert tone="error">
            {isNoTrust(error) ? t('trust.unreadable') : problemText(error)}
          </PlainAlert>
        )}
        <NumberForm number={params.get('number') ?? ''} busy={busy === 'number'} onAsk={ask} />
      </div>
      <div ref={result} tabIndex={-1} aria-live="polite">
        {busy === 'file' && <PlainLoading label={t('file.busy')} />}
        {outcome && (
          <Verdict
            view={
              'report' in outcome
                ? viewOf(outcome.report, text, i18n.language, outcome.answer)
                : viewOfAnswer(outcome.answer, text, i18n.language)
            }
          />
        )}
      </div>
      <Intake onStart={clear} onBytes={(bytes) => void checkBytes(bytes)} />
      <div className="ox-verify__save">
        <PlainButton busy={saving} onClick={() => void save()}>
          {t('offline.save')}
        </PlainButton>
        <p className="ox-field__hint">{t('offline.hint')}</p>
      </div>
    </div>
  );
}

/** By its name: the class itself would be part of the first load, and the verifier with it. */
const isNoTrust = (error: unknown) => error instanceof Error && error.name === 'NoTrust';

/** Fetched with the first certificate that is verified here. */
const verifier = () => import('./check');
