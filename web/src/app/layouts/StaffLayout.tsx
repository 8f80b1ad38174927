/** The frame behind the sign-in: side menu by role, role switch, language, notices, the person's own menu. */
import { MenuOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Grid, Layout, Skeleton } from 'antd';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, Outlet, useLocation, useMatches, useNavigate } from 'react-router';
import { ConnectionBar } from '@/components/plain/ConnectionBar';
import { DemoBanner } from '@/components/plain/DemoBanner';
import { ErrorPage } from '@/components/plain/ErrorPage';
import { Logo } from '@/components/plain/Logo';
import { NoticesBell } from '@/features/notices/NoticesBell';
import { renewToken } from '@/lib/api/transport';
import { SHARED_NAMESPACES } from '@/lib/i18n/i18n';
import { mayOpen, type PageHandle } from '@/lib/routing/feature';
import { session, useSession } from '@/lib/session/store';
import { DemoClock } from './DemoClock';
import { PersonMenu } from './PersonMenu';
import { PrivacyDialog } from './PrivacyDialog';
import { RoleSwitch } from './RoleSwitch';
import { SessionLostDialog } from './SessionLostDialog';
import { SideMenu } from './SideMenu';
import { StaffProviders } from './StaffProviders';
import '@/components/plain/plain.css';
import './StaffLayout.css';

const PASSWORD_PAGE = '/account';

function isPageHandle(handle: unknown): handle is PageHandle {
  return typeof handle === 'object' && handle !== null && 'roles' in handle;
}

/** The page, if the present role may open it. The server decides for itself; this spares the attempt. */
function Page() {
  const { grant, user } = useSession();
  const { pathname } = useLocation();
  const handle = useMatches()
    .map((match) => match.handle)
    .findLast(isPageHandle);
  if (user?.must_change_password && pathname !== PASSWORD_PAGE) {
    return <Navigate to={PASSWORD_PAGE} replace />;
  }
  if (handle && !mayOpen(handle.roles, grant?.role)) return <ErrorPage kind="forbidden" />;
  return (
    <Suspense fallback={<Skeleton active />}>
      <Outlet />
    </Suspense>
  );
}

/** Other tabs, other roles: answers that belong to a former role must not be shown in this one. */
function useRoleChanges(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { grant, status } = useSession();
  const known = useRef(grant?.id);

  useEffect(() => {
    if (known.current !== undefined && grant && known.current !== grant.id) {
      client.clear();
      void navigate('/');
    }
    known.current = grant?.id;
  }, [grant, client, navigate]);

  useEffect(() => {
    if (status !== 'anonymous') return;
    client.clear();
    void navigate('/login', { replace: true });
  }, [status, client, navigate]);

  useEffect(
    () =>
      session.onOtherTab((message) => {
        if (message === 'signed_out') session.end();
        else void renewToken();
      }),
    [],
  );
}

function Shell() {
  const { t } = useTranslation([...SHARED_NAMESPACES, 'menu', 'notices']);
  const { grant } = useSession();
  const screens = Grid.useBreakpoint();
  const narrow = screens.lg === false;
  const [menuOpen, setMenuOpen] = useState(false);
  useRoleChanges();

  return (
    <Layout className="ox-staff">
      <a className="ox-skip" href="#main">
        {t('skip_to_content')}
      </a>
      <DemoBanner>{grant?.role === 'hq_admin' && <DemoClock />}</DemoBanner>
      <ConnectionBar />
      <Layout.Header className="ox-staff__header">
        {narrow && (
          <Button
            type="text"
            icon={<MenuOutlined />}
            aria-label={t('nav.open_menu')}
            aria-expanded={menuOpen}
            onClick={() => setMenuOpen(true)}
          />
        )}
        <Link to="/" className="ox-staff__brand" aria-label={narrow ? t('nav.home') : undefined}>
          <Logo />
          {!narrow && t('product_long')}
        </Link>
        <div className="ox-staff__tools">
          <RoleSwitch compact={narrow} />
          <NoticesBell />
          <PersonMenu compact={narrow} />
        </div>
      </Layout.Header>
      <Layout>
        {!narrow && (
          <Layout.Sider width={216} className="ox-staff__sider" theme="light">
            <SideMenu />
          </Layout.Sider>
        )}
        <Layout.Content className="ox-staff__content" id="main" tabIndex={-1} role="main">
          {/* Another role starts on fresh pages. */}
          <Page key={grant?.id ?? 'none'} />
        </Layout.Content>
      </Layout>
      {narrow && (
        <Drawer
          open={menuOpen}
          placement="left"
          size={272}
          title={t('product')}
          onClose={() => setMenuOpen(false)}
          styles={{ body: { padding: 8 } }}
        >
          <SideMenu onChosen={() => setMenuOpen(false)} />
        </Drawer>
      )}
      <SessionLostDialog />
      <PrivacyDialog />
    </Layout>
  );
}

export default function StaffLayout() {
  return (
    <StaffProviders>
      <Shell />
    </StaffProviders>
  );
}
