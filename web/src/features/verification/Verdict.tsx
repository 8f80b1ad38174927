/** What the check found, and every printed field, so that an edited copy is caught by comparing. */
import { useTranslation } from 'react-i18next';
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
  const { t } = useTranslation('verification');
  const { text } = useDynamicText('verification');
  const format = useFormat();

  const shown = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(shown).join(t('list_separator'));
    if (typeof value === 'string') {
      if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return format.date(value);
      return /^\d{4}-\d{2}-\d{2}T/.test(value) ? format.dateTime(value) : value;
    }
    if (typeof value === 'object' && value !== null) {
      return Object.values(value).map(shown).join(' ');
    }
    return String(value);
  };

  const fields = Object.entries(answer.certificate ?? {}).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );

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
        {answer.superseded_by && <p>{t('superseded_by', { number: answer.superseded_by })}</p>}
        {fields.length > 0 && (
          <>
            <p className="ox-field__hint">{t('compare')}</p>
            <dl className="ox-fields">
              {fields.map(([key, value]) => (
                <div key={key}>
                  <dt>{text(`fields.${key}`, key)}</dt>
                  <dd>{shown(value)}</dd>
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
