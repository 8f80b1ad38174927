/** The frame of the pages that need no account: as little as possible, so that it is there at once. */
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { ConnectionBar } from '@/components/plain/ConnectionBar';
import { DemoBanner } from '@/components/plain/DemoBanner';
import { LanguageSwitch } from '@/components/plain/LanguageSwitch';
import { Logo } from '@/components/plain/Logo';
import { PlainLoading } from '@/components/plain/Plain';
import './PublicLayout.css';

export function PublicLayout() {
  const { t } = useTranslation('common');
  return (
    <div className="ox-public">
      <a className="ox-skip" href="#main">
        {t('skip_to_content')}
      </a>
      <DemoBanner />
      <ConnectionBar />
      <header className="ox-public__bar">
        <NavLink to="/login" className="ox-public__brand" aria-label={t('product_long')}>
          <Logo />
          <span>{t('product_long')}</span>
        </NavLink>
        <nav className="ox-public__nav" aria-label={t('nav.public')}>
          <NavLink to="/login">{t('nav.login')}</NavLink>
          <NavLink to="/verify">{t('nav.verify')}</NavLink>
          <LanguageSwitch />
        </nav>
      </header>
      <main className="ox-public__main" id="main" tabIndex={-1}>
        <Suspense fallback={<PlainLoading />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className="ox-public__foot">{t('footer')}</footer>
    </div>
  );
}
