/**
 * The first sign-in: the code from the slip, the privacy notice with its date and version, a password of
 * one's own. A slip may carry a link with both username and code.
 */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { PlainAlert, PlainButton, PlainField, PlainLoading } from '@/components/plain/Plain';
import { api, call } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import { useTitle } from '@/lib/browser/useTitle';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { session } from '@/lib/session/store';
import { AuthFrame } from './AuthFrame';

const MIN_PASSWORD = 8;
type Step = 'code' | 'privacy' | 'password';
const STEPS: readonly Step[] = ['code', 'privacy', 'password'];

export default function ActivatePage() {
  const { t, i18n } = useTranslation('auth');
  const { problemText, fieldText } = useProblemText();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const [step, setStep] = useState<Step>('code');
  const [username, setUsername] = useState(params.get('username') ?? '');
  const [code, setCode] = useState(params.get('code') ?? '');
  const [accepted, setAccepted] = useState(false);
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  useTitle(t('activate.title'));

  const notice = useQuery({
    queryKey: ['privacy-notice'],
    queryFn: ({ signal }) => call(api.GET('/api/v1/auth/privacy-notice', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

  const fault = (pointer: string): string | undefined => {
    if (!(error instanceof ApiProblem)) return undefined;
    const found = error.errors.find((one) => one.pointer === pointer);
    return found && fieldText(found);
  };
  const gap = (condition: boolean, text: string) => (checked && condition ? text : undefined);
  const go = (to: Step) => {
    setChecked(false);
    setStep(to);
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (step === 'code') {
      if (username.trim() && code.trim()) go('privacy');
      return;
    }
    if (step === 'privacy') {
      if (accepted && notice.data) go('password');
      return;
    }
    if (password.length < MIN_PASSWORD || password !== repeated || !notice.data) return;
    setBusy(true);
    setError(undefined);
    try {
      session.accept(
        await call(
          api.POST('/api/v1/auth/activate', {
            body: {
              username: username.trim(),
              code: code.trim(),
              password,
              privacy_version: notice.data.version,
            },
          }),
        ),
      );
      void navigate('/', { replace: true });
    } catch (problem) {
      setError(problem);
      setBusy(false);
      // The code is what can be mended there; everything typed stays.
      if (problem instanceof ApiProblem && problem.code === 'activation_code_invalid') go('code');
    }
  };

  return (
    <AuthFrame>
      <h1>{t('activate.title')}</h1>
      <p className="ox-lead">{t('activate.lead')}</p>
      <ol className="ox-steps">
        {STEPS.map((one) => (
          <li
            key={one}
            aria-current={one === step ? 'step' : undefined}
            className={STEPS.indexOf(one) < STEPS.indexOf(step) ? 'done' : undefined}
          >
            {t(`activate.step_${one}`)}
          </li>
        ))}
      </ol>
      {error !== undefined && <PlainAlert tone="error">{problemText(error)}</PlainAlert>}
      <form onSubmit={submit} noValidate>
        {step === 'code' && (
          <>
            <PlainField
              label={t('activate.username')}
              value={username}
              onChange={setUsername}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={100}
              error={gap(!username.trim(), t('activate.username_required')) ?? fault('/username')}
            />
            <PlainField
              label={t('activate.code')}
              value={code}
              onChange={setCode}
              autoComplete="one-time-code"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={40}
              hint={t('activate.code_hint')}
              error={gap(!code.trim(), t('activate.code_required')) ?? fault('/code')}
            />
          </>
        )}
        {step === 'privacy' &&
          (notice.data ? (
            <>
              <h2>{t('activate.privacy_title')}</h2>
              <p className="ox-field__hint">
                {t('activate.privacy_version', { version: notice.data.version })}
              </p>
              {/* Scrolls by keyboard, too. */}
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
              <section className="ox-privacy" tabIndex={0} aria-label={t('activate.privacy_title')}>
                {i18n.language === 'en' ? notice.data.text_en : notice.data.text_zh}
              </section>
              <label className="ox-check">
                <input
                  type="checkbox"
                  checked={accepted}
                  onChange={(event) => setAccepted(event.target.checked)}
                />
                <span>{t('activate.privacy_accept')}</span>
              </label>
              {checked && !accepted && (
                <p className="ox-field__error" role="alert">
                  {t('activate.privacy_required')}
                </p>
              )}
            </>
          ) : notice.error ? (
            <PlainAlert tone="error">{problemText(notice.error)}</PlainAlert>
          ) : (
            <PlainLoading />
          ))}
        {step === 'password' && (
          <>
            <PlainField
              label={t('activate.password')}
              type="password"
              value={password}
              onChange={setPassword}
              autoComplete="new-password"
              maxLength={200}
              hint={t('password_hint', { min: MIN_PASSWORD })}
              error={
                gap(password.length < MIN_PASSWORD, t('password_short', { min: MIN_PASSWORD })) ??
                fault('/password')
              }
            />
            <PlainField
              label={t('activate.password_again')}
              type="password"
              value={repeated}
              onChange={setRepeated}
              autoComplete="new-password"
              maxLength={200}
              error={gap(password !== repeated, t('password_differs'))}
            />
          </>
        )}
        <PlainButton type="submit" tone="primary" wide busy={busy}>
          {t(step === 'password' ? 'activate.submit' : 'activate.next')}
        </PlainButton>
      </form>
      <p className="ox-auth__links">
        {step === 'code' ? (
          <Link to="/login">{t('activate.to_login')}</Link>
        ) : (
          <PlainButton tone="quiet" onClick={() => go(step === 'password' ? 'privacy' : 'code')}>
            {t('activate.back')}
          </PlainButton>
        )}
      </p>
    </AuthFrame>
  );
}
