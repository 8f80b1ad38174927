import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { api, call } from '@/lib/api/client';
import { session } from '@/lib/session/store';
import { asUser, BRANCH, type Call, HQ, json, problem, STUDENT, serve, signedIn } from '@/test/api';
import { renderRoutes } from '@/test/render';
import { screenWidth } from '@/test/setup';
import { menu } from './menu';
import { routes } from './routes';

const meta = { version: '1', demo: false };

function server(more: Record<string, (call: Call) => object | undefined> = {}) {
  return serve({
    'GET /api/v1/meta': () => meta,
    'GET /api/v1/me': () => ({ ...signedIn(), unread_notices: 3 }),
    'GET /api/v1/home': () => ({ role: 'hq_admin', cards: [], next: [] }),
    'GET /api/v1/notices': () => ({ items: [] }),
    'GET /api/v1/notices/stream': () => problem(404, 'not_found'),
    ...more,
  });
}

describe('the app', () => {
  it('sends a stranger to the sign-in and remembers where they wanted to go', async () => {
    server();
    const { router } = renderRoutes(routes, '/notices?unread=true');
    expect(await screen.findByRole('heading', { name: '登录' })).toBeInTheDocument();
    expect(router.state.location.pathname).toBe('/login');
    expect(router.state.location.search).toBe(
      `?next=${encodeURIComponent('/notices?unread=true')}`,
    );
  });

  it('greets a signed-in person with their menu, role and unread notices', async () => {
    asUser();
    server();
    renderRoutes(routes);
    expect(await screen.findByRole('heading', { name: '今日事项' })).toBeInTheDocument();
    expect(screen.getByText('总部运营 · 全国')).toBeInTheDocument();
    expect(await screen.findByRole('button', { name: '通知，3 条未读' })).toBeInTheDocument();
    const nav = screen.getByRole('navigation', { name: '主菜单' });
    expect(within(nav).getByRole('link', { name: '通知' })).toHaveAttribute('href', '/notices');
  });

  it('says that it is a demo and what its clock shows', async () => {
    asUser();
    server({
      'GET /api/v1/meta': () => ({
        version: '1',
        demo: true,
        simulated_now: '2020-03-02T01:05:00Z',
      }),
    });
    renderRoutes(routes);
    expect(await screen.findByText(/模拟时钟 2020\/03\/02 09:05/)).toBeInTheDocument();
  });

  it('says that the server is gone, still says that it is a demo, and goes on when it answers', async () => {
    asUser();
    let gone = false;
    const answer = (body: object) => () => {
      if (gone) throw new TypeError('Failed to fetch');
      return body;
    };
    server({
      'GET /api/v1/meta': answer({ version: '1', demo: true }),
      'GET /api/v1/home': answer({ role: 'hq_admin', cards: [], next: [] }),
    });
    const { client } = renderRoutes(routes);
    expect(await screen.findByText(/演示环境：/)).toBeInTheDocument();
    expect(await screen.findByText('没有等待处理的事项')).toBeInTheDocument();
    gone = true;
    await act(() => client.invalidateQueries());
    expect(await screen.findByText('与服务器的连接已断开，正在重试')).toBeInTheDocument();
    expect(screen.getByText(/网络不通/)).toBeInTheDocument();
    expect(screen.getByText(/演示环境：/)).toBeInTheDocument();

    gone = false;
    window.dispatchEvent(new Event('online'));
    await waitFor(() => expect(screen.queryByText(/连接已断开/)).not.toBeInTheDocument());
    await waitFor(() => expect(screen.queryByText(/网络不通/)).not.toBeInTheDocument());
    expect(screen.getByText('没有等待处理的事项')).toBeInTheDocument();
  });

  it('is a demo for whoever signs out while the server is gone', async () => {
    asUser();
    let gone = false;
    server({
      'GET /api/v1/meta': () => {
        if (gone) throw new TypeError('Failed to fetch');
        return { version: '1', demo: true };
      },
    });
    const { router } = renderRoutes(routes);
    expect(await screen.findByText(/演示环境：/)).toBeInTheDocument();
    gone = true;
    act(() => session.end());
    await waitFor(() => expect(router.state.location.pathname).toBe('/login'));
    expect(await screen.findByText('与服务器的连接已断开，正在重试')).toBeInTheDocument();
    expect(screen.getByText(/演示环境：/)).toBeInTheDocument();
  });

  it('switches the role and starts afresh on the home page', async () => {
    asUser(HQ, [HQ, BRANCH]);
    const { calls } = server({
      'POST /api/v1/auth/switch': () => signedIn(BRANCH, [HQ, BRANCH], 'token-2'),
    });
    const { router } = renderRoutes(routes, '/notices');
    await userEvent.click(await screen.findByRole('button', { name: /切换身份/ }));
    await userEvent.click(await screen.findByRole('menuitem', { name: '片区 · 湖北片区' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    expect(await screen.findByText(/为本片区开通学校/)).toBeInTheDocument();
    expect(calls.find(({ path }) => path.endsWith('/switch'))?.body).toEqual({
      grant_id: 'g-branch',
    });
  });

  it('shows 404 for an unknown page, with the menu still there', async () => {
    asUser();
    server();
    renderRoutes(routes, '/nowhere');
    expect(await screen.findByRole('heading', { name: '没有找到这个页面' })).toBeInTheDocument();
    expect(screen.getByRole('navigation', { name: '主菜单' })).toBeInTheDocument();
  });

  it('makes a person with a first password change it before anything else', async () => {
    const first = signedIn();
    session.accept({ ...first, user: { ...first.user, must_change_password: true } });
    server({ 'GET /api/v1/me/sessions': () => ({ items: [] }) });
    const { router } = renderRoutes(routes, '/notices');
    expect(await screen.findByText(/请先修改初始密码/)).toBeInTheDocument();
    expect(router.state.location.pathname).toBe('/account');
  });

  it('asks for the password in place when the session is lost, and goes on', async () => {
    asUser();
    let lost = true;
    server({
      'PATCH /api/v1/me': () => (lost ? problem(401, 'session_ended') : signedIn().user),
      'POST /api/v1/auth/refresh': () => problem(401, 'session_ended'),
      'POST /api/v1/auth/login': () => {
        lost = false;
        return json(signedIn(undefined, undefined, 'token-9'));
      },
    });
    const { router } = renderRoutes(routes, '/account');
    await screen.findByRole('heading', { name: '我的账号' });
    await userEvent.type(screen.getByLabelText('当前密码'), 'half typed');
    const pending = call(api.PATCH('/api/v1/me', { body: { locale: 'en' } }));
    expect(await screen.findByText(/林晓，请重新输入密码/)).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('密码'), 'secret');
    await userEvent.click(screen.getByRole('button', { name: '继续' }));
    await expect(pending).resolves.toMatchObject({ username: 'hq01' });
    expect(router.state.location.pathname).toBe('/account');
    expect(screen.getByLabelText('当前密码')).toHaveValue('half typed');
  });

  it('shows a new privacy notice and goes on once it is accepted', async () => {
    asUser();
    let accepted = false;
    const { calls } = server({
      'GET /api/v1/me': () => ({
        ...signedIn(),
        unread_notices: 0,
        ...(accepted ? {} : { privacy_due: 'v2' }),
      }),
      'GET /api/v1/auth/privacy-notice': () => ({
        version: 'v2',
        title: 't',
        text_zh: '新的声明',
        text_en: 'new',
      }),
      'PATCH /api/v1/me': () => {
        accepted = true;
        return signedIn().user;
      },
    });
    renderRoutes(routes);
    expect(await screen.findByText('新的声明')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '同意并继续' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PATCH')?.body).toEqual({
        privacy_version: 'v2',
      }),
    );
    await waitFor(() => expect(screen.queryByText('新的声明')).not.toBeVisible());
  });

  it('goes to the sign-in after signing out, even if the network is down', async () => {
    asUser();
    server({
      'POST /api/v1/auth/logout': () => {
        throw new TypeError('Failed to fetch');
      },
    });
    const { router } = renderRoutes(routes);
    await userEvent.click(await screen.findByRole('button', { name: '林晓 的菜单' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: '退出登录' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/login'));
    expect(session.mayExist()).toBe(false);
  });

  it('opens the menu from a button on a phone', async () => {
    screenWidth(390);
    asUser(STUDENT);
    server();
    renderRoutes(routes);
    expect(await screen.findByText('学员')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '打开菜单' }));
    expect(await screen.findByRole('link', { name: '通知' })).toBeInTheDocument();
  });

  it('speaks English by a switch, and stays with it', async () => {
    server();
    renderRoutes(routes, '/verify');
    await screen.findByRole('heading', { name: '证书查验' });
    await act(() => userEvent.click(screen.getByRole('button', { name: /English/ })));
    expect(
      await screen.findByRole('heading', { name: 'Verify a certificate' }),
    ).toBeInTheDocument();
    expect(localStorage.getItem('onex.language')).toBe('en');
  });
});

describe('the menu', () => {
  it('leads only to pages that exist, for the roles that may open them', () => {
    const pages = new Map<string, unknown>();
    const walk = (list: typeof routes, base: string) => {
      for (const route of list) {
        const path = route.path?.startsWith('/') ? route.path : `${base}${route.path ?? ''}`;
        if (route.handle) pages.set(route.index ? '/' : path, route.handle);
        if (route.children) walk(route.children, path === '/' ? '/' : path ? `${path}/` : base);
      }
    };
    walk(routes, '');
    for (const entry of menu) {
      expect(pages.get(entry.path), entry.path).toEqual({ roles: entry.roles });
    }
    expect(new Set(menu.map((entry) => entry.path)).size).toBe(menu.length);
  });
});
