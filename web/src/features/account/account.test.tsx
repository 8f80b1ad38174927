import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, problem, serve, signedIn } from '@/test/api';
import { renderStaff } from '@/test/render';
import { screenWidth } from '@/test/setup';
import AccountPage from './AccountPage';

const sessions = {
  items: [
    {
      id: 's1',
      current: true,
      address: '10.0.0.1',
      user_agent: 'Chrome',
      created_at: '2020-03-01T00:00:00Z',
      last_seen_at: '2020-03-02T01:00:00Z',
      expires_at: '2020-04-01T00:00:00Z',
    },
    {
      id: 's2',
      current: false,
      address: '10.0.0.2',
      user_agent: 'Safari',
      created_at: '2020-03-01T00:00:00Z',
      last_seen_at: '2020-03-01T01:00:00Z',
      expires_at: '2020-04-01T00:00:00Z',
    },
  ],
};

async function change(now: string, to: string, again = to) {
  await userEvent.type(await screen.findByLabelText('当前密码'), now);
  await userEvent.type(screen.getByLabelText('新密码'), to);
  await userEvent.type(screen.getByLabelText('再次输入新密码'), again);
  await userEvent.click(screen.getByRole('button', { name: '修改密码' }));
}

describe('AccountPage', () => {
  it('shows where one is signed in as cards on a phone', async () => {
    screenWidth(390);
    asUser();
    serve({ 'GET /api/v1/me/sessions': () => sessions });
    const { container } = renderStaff(<AccountPage />);
    expect(await screen.findByText('10.0.0.2')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /下\s?线/ })).toBeInTheDocument();
    expect(container.querySelector('.ant-table')).toBeNull();
  });

  it('changes the password', async () => {
    asUser();
    const { calls } = serve({
      'GET /api/v1/me/sessions': () => sessions,
      'POST /api/v1/me/password': () => undefined,
      'POST /api/v1/auth/refresh': () => signedIn(),
    });
    renderStaff(<AccountPage />);
    await change('old password', 'new password');
    expect(await screen.findByText('密码已修改')).toBeInTheDocument();
    expect(calls.find(({ path }) => path.endsWith('/password'))?.body).toEqual({
      current_password: 'old password',
      new_password: 'new password',
    });
    expect(screen.getByLabelText('当前密码')).toHaveValue('');
  });

  it('shows a wrong present password at its field', async () => {
    asUser();
    serve({
      'GET /api/v1/me/sessions': () => sessions,
      'POST /api/v1/me/password': () =>
        problem(422, 'invalid', {
          errors: [
            {
              pointer: '/current_password',
              code: 'wrong',
              message: 'is not your present password',
            },
          ],
        }),
    });
    renderStaff(<AccountPage />);
    await change('not this', 'new password');
    await waitFor(() => expect(screen.getByLabelText('当前密码')).toBeInvalid());
    expect(screen.getByLabelText('新密码')).toHaveValue('new password');
  });

  it('does not send two passwords that differ', async () => {
    asUser();
    const { calls } = serve({ 'GET /api/v1/me/sessions': () => sessions });
    renderStaff(<AccountPage />);
    await change('old password', 'new password', 'other password');
    expect(await screen.findByText('两次输入的密码不一致')).toBeInTheDocument();
    expect(calls.some(({ path }) => path.endsWith('/password'))).toBe(false);
  });

  it('ends another session, never this one', async () => {
    asUser();
    let open = sessions.items;
    const { calls } = serve({
      'GET /api/v1/me/sessions': () => ({ items: open }),
      'DELETE /api/v1/me/sessions/{id}': () => {
        open = open.filter((one) => one.current);
        return undefined;
      },
    });
    renderStaff(<AccountPage />);
    expect(await screen.findByText('当前设备')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '下线' }));
    const buttons = await screen.findAllByRole('button', { name: '下线' });
    const confirm = buttons.find((one) => one.closest('.ant-popover'));
    if (!confirm) throw new Error('nothing to confirm with');
    await userEvent.click(confirm);
    await waitFor(() => expect(screen.queryByText('Safari')).toBeNull());
    expect(calls.find(({ method }) => method === 'DELETE')?.path).toBe('/api/v1/me/sessions/s2');
  });
});
