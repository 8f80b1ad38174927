/** What may stand for something of the certificate, and what it becomes. */
import { useTranslation } from 'react-i18next';
import { PLACEHOLDERS } from './texts';

export function Placeholders() {
  const { t } = useTranslation('certificate_templates');
  return (
    <>
      <p style={{ marginTop: 0 }}>{t('placeholders_explain')}</p>
      <dl
        style={{
          display: 'grid',
          gridTemplateColumns: 'max-content 1fr',
          gap: '4px 16px',
          margin: 0,
        }}
      >
        {PLACEHOLDERS.map((name) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>
              <code>{`{${name}}`}</code>
            </dt>
            <dd style={{ margin: 0 }}>{t(`placeholders.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
