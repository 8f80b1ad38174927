/** What the check found, and every printed field, so that an edited copy is caught by comparing. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from './view';

function Checks({ checks }: Pick<View, 'checks'>) {
  const { t } = useTranslation('verification');
  const id = useId();
  if (checks.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{t('checks.title')}</h3>
      <ul className="ox-checks">
        {checks.map((check) => (
          <li key={check.name} className={`ox-checks__one ox-checks__one--${check.outcome}`}>
            <span className="ox-checks__sign" aria-hidden="true">
              {check.sign}
            </span>
            <div>
              <strong>
                {check.label} · {check.said}
              </strong>
              <p>{check.text}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Verdict({ view }: { view: View }) {
  const { t } = useTranslation('verification');
  return (
    <section className={`ox-card ox-verdict ox-verdict--${view.tone}`}>
      <div className="ox-verdict__head">
        <span className="ox-verdict__sign" aria-hidden="true">
          {view.sign}
        </span>
        <div>
          <h2>{view.title}</h2>
          <p>{view.text}</p>
        </div>
      </div>
      <div className="ox-verdict__body">
        {view.notes.map((note) => (
          <p key={note} className="ox-verdict__note">
            {note}
          </p>
        ))}
        {view.rows.length > 0 && (
          <>
            <p className="ox-verdict__compare">{t('compare')}</p>
            <dl className="ox-fields">
              {view.rows.map((row) => (
                <div key={row.key}>
                  <dt>{row.label}</dt>
                  <dd>{row.value}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
        <Checks checks={view.checks} />
      </div>
    </section>
  );
}
