import { describe, expect, it } from 'vitest';
import { session } from '@/lib/session/store';
import { asUser, BRANCH, problem, serve, signedIn } from '@/test/api';
import { api, call } from './client';
import { restoreSession } from './transport';

const me = { ...signedIn(), unread_notices: 0 };

describe('apiFetch', () => {
  it('sends the bearer token', async () => {
    asUser();
    const { calls } = serve({ 'GET /api/v1/me': () => me });
    await call(api.GET('/api/v1/me'));
    expect(calls[0]?.headers.get('Authorization')).toBe('Bearer token-1');
  });

  it('sends no token to public operations', async () => {
    asUser();
    const { calls } = serve({ 'GET /api/v1/meta': () => ({ version: '1', demo: false }) });
    await call(api.GET('/api/v1/meta'));
    expect(calls[0]?.headers.has('Authorization')).toBe(false);
  });

  it('renews an expired token once for all who wait, and sends them again', async () => {
    asUser();
    const { calls } = serve({
      'GET /api/v1/me': ({ headers }) =>
        headers.get('Authorization') === 'Bearer token-2' ? me : problem(401, 'token_expired'),
      'POST /api/v1/auth/refresh': () => signedIn(undefined, undefined, 'token-2'),
    });
    await Promise.all([
      call(api.GET('/api/v1/me')),
      call(api.GET('/api/v1/me')),
      call(api.GET('/api/v1/me')),
    ]);
    expect(calls.filter(({ path }) => path.endsWith('/refresh'))).toHaveLength(1);
    expect(session.token()).toBe('token-2');
  });

  it('holds a request while the session is lost and sends it whole after signing in again', async () => {
    asUser();
    const { calls } = serve({
      'PATCH /api/v1/me': ({ headers }) =>
        headers.get('Authorization') === 'Bearer token-3' ? me : problem(401, 'session_ended'),
      'POST /api/v1/auth/refresh': () => problem(401, 'session_ended'),
    });
    const pending = call(api.PATCH('/api/v1/me', { body: { phone: '13800000000' } }));
    await expect.poll(() => session.get().status).toBe('lost');
    expect(session.get().user?.username).toBe('hq01');

    session.accept(signedIn(undefined, undefined, 'token-3'));
    await pending;
    expect(calls.at(-1)).toMatchObject({ method: 'PATCH', body: { phone: '13800000000' } });
  });

  it('refuses the held request when the person leaves instead', async () => {
    asUser();
    serve({
      'GET /api/v1/me': () => problem(401, 'session_ended'),
      'POST /api/v1/auth/refresh': () => problem(401, 'session_ended'),
    });
    const pending = call(api.GET('/api/v1/me'));
    await expect.poll(() => session.get().status).toBe('lost');
    session.end();
    await expect(pending).rejects.toMatchObject({ code: 'session_ended' });
  });

  it("does not send one person's request in another's name", async () => {
    asUser();
    const { calls } = serve({
      'GET /api/v1/me': () => problem(401, 'session_ended'),
      'POST /api/v1/auth/refresh': () => problem(401, 'session_ended'),
    });
    const pending = call(api.GET('/api/v1/me'));
    await expect.poll(() => session.get().status).toBe('lost');
    const other = signedIn(BRANCH);
    session.accept({ ...other, user: { ...other.user, id: 'user-2' } });
    await expect(pending).rejects.toMatchObject({ status: 401 });
    expect(calls.filter(({ path }) => path === '/api/v1/me')).toHaveLength(1);
  });

  it('takes a wrong password for an answer, not for an ended session', async () => {
    const { calls } = serve({
      'POST /api/v1/auth/login': () => problem(401, 'invalid_credentials'),
    });
    await expect(
      call(api.POST('/api/v1/auth/login', { body: { username: 'a', password: 'b' } })),
    ).rejects.toMatchObject({ code: 'invalid_credentials', status: 401 });
    expect(calls).toHaveLength(1);
  });
});

describe('restoreSession', () => {
  it('asks nobody when this browser never signed in', async () => {
    const { calls } = serve({});
    await restoreSession();
    expect(session.get().status).toBe('anonymous');
    expect(calls).toHaveLength(0);
  });

  it('picks the session up from the cookie', async () => {
    localStorage.setItem('onex.signed_in', '1');
    serve({ 'POST /api/v1/auth/refresh': () => signedIn() });
    await restoreSession();
    expect(session.get()).toMatchObject({ status: 'signed_in', grant: { role: 'hq_admin' } });
  });

  it('keeps the hint and tells when the network is down', async () => {
    localStorage.setItem('onex.signed_in', '1');
    await expect(restoreSession()).rejects.toMatchObject({ code: 'offline' });
    expect(session.mayExist()).toBe(true);
  });
});
