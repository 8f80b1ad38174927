/** What the check found, and every printed field, so that an edited copy is caught by comparing. */
import { useTranslation } from 'react-i18next';
import { groupNumber } from '@/lib/certificate/number';
import { printedRows } from '@/lib/certificate/printed';
import { useFormat } from '@/lib/format/useFormat';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import type { Verification } from './VerifyPage';

const SIGN: Record<Verification['verdict'], string> = {
  valid: '✓',
  revoked: '✕',
  superseded: '↻',
  unknown: '?',
};

export function Verdict({ answer }: { answer: Verification }) {
  const { t, i18n } = useTranslation('verification');
  const { text } = useDynamicText('verification');
  const format = useFormat();

  const rows = answer.certificate ? printedRows(answer.certificate, text, i18n.language) : [];

  return (
    <section className={`ox-card ox-verdict ox-verdict--${answer.verdict}`}>
      <div className="ox-verdict__head">
        <span className="ox-verdict__sign" aria-hidden="true">
          {SIGN[answer.verdict]}
        </span>
        <div>
          <h2>{t(`verdict.${answer.verdict}.title`)}</h2>
          <p>{t(`verdict.${answer.verdict}.text`)}</p>
        </div>
      </div>
      <div className="ox-verdict__body">
        {answer.revoked_at && <p>{t('revoked_at', { at: format.dateTime(answer.revoked_at) })}</p>}
        {answer.superseded_at && (
          <p>{t('superseded_at', { at: format.dateTime(answer.superseded_at) })}</p>
        )}
        {answer.superseded_by && (
          <p>{t('superseded_by', { number: groupNumber(answer.superseded_by) })}</p>
        )}
        {rows.length > 0 && (
          <>
            <p className="ox-field__hint">{t('compare')}</p>
            <dl className="ox-fields">
              {rows.map((row) => (
                <div key={row.key}>
                  <dt>{row.label}</dt>
                  <dd style={{ whiteSpace: 'pre-line' }}>{row.value}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
        <p className="ox-field__hint">
          {t('checked_at', { at: format.dateTime(answer.checked_at) })}
        </p>
      </div>
    </section>
  );
}
