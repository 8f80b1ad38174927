/**
 * A school applies to take part, without an account; later it sees where its application stands, and mends
 * what the branch returned. Phone first, and free of the component library.
 */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainAlert, PlainButton, PlainField } from '@/components/plain/Plain';
import { ApiProblem } from '@/lib/api/problem';
import { useTitle } from '@/lib/browser/useTitle';
import { useProblemText } from '@/lib/i18n/useProblemText';
import './apply.css';
import { ApplyFields } from './ApplyFields';
import { type Draft, emptyDraft, faultsOf, fromServer, toServer } from './applyDraft';
import { apply, mend, type OwnState, ownState, type Receipt } from './publicApi';

const SCAN_MAX = 10 * 1024 * 1024;

export default function ApplyPage() {
  const { t } = useTranslation('apply');
  const { problemText, fieldText } = useProblemText();
  useTitle(t('title'));
  const [mode, setMode] = useState<'apply' | 'state'>('apply');
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [scan, setScan] = useState<File>();
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [receipt, setReceipt] = useState<Receipt>();
  const [reference, setReference] = useState('');
  const [secret, setSecret] = useState('');
  const [state, setState] = useState<OwnState>();
  const mending = mode === 'state' && state?.status === 'returned';

  const attempt = async (action: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await action();
    } catch (problem) {
      if (problem instanceof ApiProblem) {
        setFaults(
          Object.fromEntries(
            problem.errors.map((fault) => [
              fault.pointer.replace(/^\/application/, ''),
              fieldText(fault),
            ]),
          ),
        );
      }
      setError(problem);
      window.scrollTo({ top: 0 });
    } finally {
      setBusy(false);
    }
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const missing: Record<string, string> = Object.fromEntries(
      faultsOf(draft).map((pointer) => [pointer, t('required')]),
    );
    if (!scan && !mending) missing['/scan'] = t('scan_required');
    if (scan && scan.size > SCAN_MAX) missing['/scan'] = t('scan_too_large');
    setFaults(missing);
    if (Object.keys(missing).length > 0) {
      setError(new ApiProblem({ status: 422, code: 'invalid' }));
      window.scrollTo({ top: 0 });
      return;
    }
    await attempt(async () => {
      if (mending) setState(await mend(reference.trim(), secret.trim(), toServer(draft), scan));
      else if (scan) setReceipt(await apply(toServer(draft), scan));
      window.scrollTo({ top: 0 });
    });
  };

  const look = async (event: FormEvent) => {
    event.preventDefault();
    if (!reference.trim() || !secret.trim()) return;
    await attempt(async () => {
      const found = await ownState(reference.trim(), secret.trim());
      setState(found);
      setDraft(fromServer(found.application));
      setFaults({});
    });
  };

  if (receipt) {
    return (
      <div className="ox-apply">
        <div className="ox-card">
          <h1>{t('received')}</h1>
          <p className="ox-lead">{t('received_lead')}</p>
          <dl className="ox-apply__receipt">
            <dt>{t('reference')}</dt>
            <dd>{receipt.reference}</dd>
            <dt>{t('secret')}</dt>
            <dd>{receipt.secret}</dd>
          </dl>
          <PlainAlert tone="warn">{t('keep_secret')}</PlainAlert>
          <PlainButton
            wide
            onClick={() => {
              setReference(receipt.reference);
              setSecret(receipt.secret);
              setReceipt(undefined);
              setMode('state');
            }}
          >
            {t('look_state')}
          </PlainButton>
        </div>
      </div>
    );
  }

  return (
    <div className="ox-apply">
      <div className="ox-card">
        <h1>{t(mode === 'apply' ? 'title' : 'state_title')}</h1>
        <p className="ox-lead">{t(mode === 'apply' ? 'lead' : 'state_lead')}</p>
        <PlainButton
          tone="quiet"
          onClick={() => {
            setMode(mode === 'apply' ? 'state' : 'apply');
            setError(undefined);
            setFaults({});
          }}
        >
          {t(mode === 'apply' ? 'to_state' : 'to_apply')}
        </PlainButton>
        {error !== undefined && <PlainAlert tone="error">{problemText(error)}</PlainAlert>}

        {mode === 'state' && (
          <form onSubmit={look} noValidate>
            <PlainField
              label={t('reference')}
              value={reference}
              onChange={setReference}
              autoComplete="off"
              maxLength={40}
            />
            <PlainField
              label={t('secret')}
              value={secret}
              onChange={setSecret}
              autoComplete="off"
              maxLength={100}
            />
            <PlainButton type="submit" tone="primary" wide busy={busy}>
              {t('look_state')}
            </PlainButton>
          </form>
        )}
        {mode === 'state' && state && (
          <div aria-live="polite">
            <PlainAlert tone={state.status === 'approved' ? 'good' : 'info'}>
              <strong>{t(`status.${state.status}`)}</strong>
              {state.remarks && <p>{t('remarks', { remarks: state.remarks })}</p>}
            </PlainAlert>
          </div>
        )}

        {(mode === 'apply' || mending) && (
          <form onSubmit={submit} noValidate>
            <ApplyFields
              draft={draft}
              faults={faults}
              scan={scan}
              scanOptional={mending}
              onChange={(part) => setDraft({ ...draft, ...part })}
              onScan={setScan}
            />
            <PlainButton type="submit" tone="primary" wide busy={busy}>
              {t(busy ? 'busy' : mending ? 'submit_again' : 'submit')}
            </PlainButton>
          </form>
        )}
      </div>
    </div>
  );
}
