import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { session } from '@/lib/session/store';
import { problem, serve, signedIn } from '@/test/api';
import { renderPublic } from '@/test/render';
import ActivatePage from './ActivatePage';
import LoginPage from './LoginPage';
import { safeNext } from './safeNext';

const notice = {
  version: '2020-02-09',
  title: '隐私声明',
  text_zh: '我们收集……',
  text_en: 'We collect…',
};

describe('safeNext', () => {
  it.each([
    ['/students?q=a', '/students?q=a'],
    [null, '/'],
    ['https://evil.example/', '/'],
    ['//evil.example/x', '/'],
    ['/\\evil.example', '/'],
    ['javascript:alert(1)', '/'],
  ])('%s leads to %s', (next, to) => {
    expect(safeNext(next)).toBe(to);
  });
});

describe('LoginPage', () => {
  it('signs in and goes where the person wanted to', async () => {
    const { calls } = serve({ 'POST /api/v1/auth/login': () => signedIn() });
    const { router } = renderPublic(<LoginPage />, '/?next=%2Fstudents%3Fq%3Da');
    await userEvent.type(await screen.findByLabelText('用户名、手机号或邮箱'), ' hq01 ');
    await userEvent.type(screen.getByLabelText('密码'), 'secret pass');
    await userEvent.click(screen.getByRole('button', { name: '登录' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/students'));
    expect(router.state.location.search).toBe('?q=a');
    expect(calls[0]?.body).toEqual({ username: 'hq01', password: 'secret pass' });
  });

  it('says what is wrong and keeps what was typed', async () => {
    serve({ 'POST /api/v1/auth/login': () => problem(401, 'invalid_credentials') });
    renderPublic(<LoginPage />);
    await userEvent.type(await screen.findByLabelText('用户名、手机号或邮箱'), 'hq01');
    await userEvent.type(screen.getByLabelText('密码'), 'wrong{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('用户名或密码不正确。');
    expect(screen.getByLabelText('用户名、手机号或邮箱')).toHaveValue('hq01');
    expect(screen.getByRole('button', { name: '登录' })).toBeEnabled();
  });

  it('says how long to wait after too many attempts', async () => {
    serve({
      'POST /api/v1/auth/login': () =>
        problem(429, 'too_many_attempts', {}, { 'Retry-After': '30' }),
    });
    renderPublic(<LoginPage />);
    await userEvent.type(await screen.findByLabelText('用户名、手机号或邮箱'), 'hq01');
    await userEvent.type(screen.getByLabelText('密码'), 'wrong{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('30 秒');
  });

  it('asks for what is missing without asking the server', async () => {
    const { calls } = serve({});
    renderPublic(<LoginPage />);
    await userEvent.click(await screen.findByRole('button', { name: '登录' }));
    expect(await screen.findByText('请输入用户名、手机号或邮箱')).toBeInTheDocument();
    expect(screen.getByLabelText('密码')).toBeInvalid();
    expect(calls).toHaveLength(0);
  });

  it('lets somebody who is signed in pass', async () => {
    localStorage.setItem('onex.signed_in', '1');
    serve({ 'POST /api/v1/auth/refresh': () => signedIn() });
    const { router } = renderPublic(<LoginPage />, '/?next=%2Fcohorts');
    await waitFor(() => expect(router.state.location.pathname).toBe('/cohorts'));
  });
});

describe('ActivatePage', () => {
  const next = () => userEvent.click(screen.getByRole('button', { name: '下一步' }));

  it('takes the code, the consent and a password, and signs in', async () => {
    const { calls } = serve({
      'GET /api/v1/auth/privacy-notice': () => notice,
      'POST /api/v1/auth/activate': () => signedIn(),
    });
    renderPublic(<ActivatePage />, '/?username=4132-01&code=ABCDE-FGHJK');
    await waitFor(() => expect(screen.getByLabelText('用户名')).toHaveValue('4132-01'));
    await next();
    expect(await screen.findByText('我们收集……')).toBeInTheDocument();
    expect(screen.getByText('版本 2020-02-09')).toBeInTheDocument();

    await next();
    expect(await screen.findByText('同意隐私声明后才能继续')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('checkbox'));
    await next();

    await userEvent.type(await screen.findByLabelText('新密码'), 'a good one');
    await userEvent.type(screen.getByLabelText('再次输入新密码'), 'another');
    await userEvent.click(screen.getByRole('button', { name: '激活并登录' }));
    expect(await screen.findByText('两次输入的密码不一致')).toBeInTheDocument();
    await userEvent.clear(screen.getByLabelText('再次输入新密码'));
    await userEvent.type(screen.getByLabelText('再次输入新密码'), 'a good one');
    await userEvent.click(screen.getByRole('button', { name: '激活并登录' }));

    await waitFor(() => expect(session.get().status).toBe('signed_in'));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      username: '4132-01',
      code: 'ABCDE-FGHJK',
      password: 'a good one',
      privacy_version: '2020-02-09',
    });
  });

  it('leads back to the code when it is refused', async () => {
    serve({
      'GET /api/v1/auth/privacy-notice': () => notice,
      'POST /api/v1/auth/activate': () => problem(422, 'activation_code_invalid'),
    });
    renderPublic(<ActivatePage />, '/?username=u&code=WRONG');
    await waitFor(() => expect(screen.getByLabelText('激活码')).toHaveValue('WRONG'));
    await next();
    await userEvent.click(await screen.findByRole('checkbox'));
    await next();
    await userEvent.type(await screen.findByLabelText('新密码'), 'a good one');
    await userEvent.type(screen.getByLabelText('再次输入新密码'), 'a good one');
    await userEvent.click(screen.getByRole('button', { name: '激活并登录' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('激活码不正确或已使用');
    expect(screen.getByLabelText('激活码')).toHaveValue('WRONG');
  });
});
