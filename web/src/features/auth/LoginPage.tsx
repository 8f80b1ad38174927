/** Signing in by username, phone or e-mail. */
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { PlainAlert, PlainButton, PlainField } from '@/components/plain/Plain';
import { restoreSession } from '@/lib/api/transport';
import { useTitle } from '@/lib/browser/useTitle';
import { useProblemText } from '@/lib/i18n/useProblemText';
import { signIn } from '@/lib/session/actions';
import { useSession } from '@/lib/session/store';
import { AuthFrame } from './AuthFrame';
import { safeNext } from './safeNext';

export default function LoginPage() {
  const { t } = useTranslation('auth');
  const { problemText } = useProblemText();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const { status } = useSession();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<{ username?: boolean; password?: boolean }>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  useTitle(t('login.title'));

  const next = safeNext(params.get('next'));
  useEffect(() => {
    // Whoever is signed in already need not do it again; a failure to find out is no reason to complain.
    restoreSession().catch(() => undefined);
  }, []);
  useEffect(() => {
    if (status === 'signed_in') void navigate(next, { replace: true });
  }, [status, next, navigate]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const gaps = { username: username.trim() === '', password: password === '' };
    setMissing(gaps);
    if (gaps.username || gaps.password) return;
    setBusy(true);
    setError(undefined);
    try {
      await signIn(username.trim(), password);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };

  return (
    <AuthFrame>
      <h1>{t('login.title')}</h1>
      <p className="ox-lead">{t('login.lead')}</p>
      {error !== undefined && <PlainAlert tone="error">{problemText(error)}</PlainAlert>}
      <form onSubmit={submit} noValidate>
        <PlainField
          label={t('login.username')}
          value={username}
          onChange={setUsername}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={100}
          error={missing.username ? t('login.username_required') : undefined}
        />
        <PlainField
          label={t('login.password')}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          maxLength={200}
          error={missing.password ? t('login.password_required') : undefined}
        />
        <PlainButton type="submit" tone="primary" wide busy={busy}>
          {t(busy ? 'login.busy' : 'login.submit')}
        </PlainButton>
      </form>
      <p className="ox-auth__links">
        <Link to="/activate">{t('login.activate')}</Link>
        <Link to="/verify">{t('login.verify')}</Link>
        <Link to="/apply">{t('login.apply')}</Link>
      </p>
      <p className="ox-field__hint">{t('login.forgotten')}</p>
    </AuthFrame>
  );
}
