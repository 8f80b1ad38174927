/** The two halves of the sign-in pages: what this is, and the form. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TILES } from '@/components/map/tiles';
import '@/components/plain/plain.css';
import './auth.css';

export function AuthFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation('auth');
  return (
    <div className="ox-auth">
      <div className="ox-auth__aside">
        <h2>{t('frame.title')}</h2>
        <p>{t('frame.text')}</p>
        <div className="ox-auth__tiles" aria-hidden="true">
          {TILES.map(({ code, column, row }) => (
            <span key={code} style={{ gridColumn: column, gridRow: row }} />
          ))}
        </div>
      </div>
      <div className="ox-auth__form">
        <div className="ox-card ox-auth__card">{children}</div>
      </div>
    </div>
  );
}
