/**
 * Anyone checks a certificate: its number and the holder's name, as printed. The QR code on the paper leads
 * here with the number filled in.
 */
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PlainAlert, PlainButton, PlainField } from '@/components/plain/Plain';
import { api, call } from '@/lib/api/client';
import type { Answer } from '@/lib/api/types';
import { useTitle } from '@/lib/browser/useTitle';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { Verdict } from './Verdict';
import './verify.css';

export type Verification = Answer<'/api/v1/public/certificates/verify', 'post'>;

export default function VerifyPage() {
  const { t } = useTranslation('verification');
  const { problemText } = useProblemText();
  const [params] = useSearchParams();
  const [number, setNumber] = useState(params.get('number') ?? '');
  const [name, setName] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [answer, setAnswer] = useState<Verification>();
  const result = useRef<HTMLDivElement>(null);
  useTitle(t('title'));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    // An answer to a former question must not stand beside the present one.
    setAnswer(undefined);
    setError(undefined);
    if (!number.trim() || !name.trim()) return;
    setBusy(true);
    try {
      setAnswer(
        await call(
          api.POST('/api/v1/public/certificates/verify', {
            body: { number: number.trim(), name: name.trim() },
          }),
        ),
      );
      requestAnimationFrame(() => result.current?.focus());
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="ox-verify">
      <div className="ox-card">
        <h1>{t('title')}</h1>
        <p className="ox-lead">{t('lead')}</p>
        {error !== undefined && <PlainAlert tone="error">{problemText(error)}</PlainAlert>}
        <form onSubmit={submit} noValidate>
          <PlainField
            label={t('number')}
            value={number}
            onChange={setNumber}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={64}
            hint={t('number_hint')}
            error={checked && !number.trim() ? t('number_required') : undefined}
          />
          <PlainField
            label={t('name')}
            value={name}
            onChange={setName}
            autoComplete="off"
            maxLength={50}
            hint={t('name_hint')}
            error={checked && !name.trim() ? t('name_required') : undefined}
          />
          <PlainButton type="submit" tone="primary" wide busy={busy}>
            {t(busy ? 'busy' : 'submit')}
          </PlainButton>
        </form>
      </div>
      <div ref={result} tabIndex={-1} aria-live="polite">
        {answer && <Verdict answer={answer} />}
      </div>
    </div>
  );
}
