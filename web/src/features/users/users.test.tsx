import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/api/types';
import { asUser, BRANCH, HQ, serve } from '@/test/api';
import { findDialog, renderRoutes, staffRoute } from '@/test/render';
import { grantableRoles, scopeKinds } from './api';
import UserPage from './UserPage';

const account = {
  id: 'u1',
  username: 'wangfang',
  display_name: '王芳',
  status: 'active',
  grants: [
    {
      id: 'g1',
      role: 'trainer',
      scope: { kind: 'region', region_code: '42' },
      granted_at: '2020-02-10T00:00:00Z',
    },
  ],
  created_at: '2020-02-10T00:00:00Z',
  version: 3,
};

describe('roles', () => {
  it('are given within one’s own scope only', () => {
    expect(scopeKinds(HQ, 'trainer')).toEqual(['country', 'region']);
    expect(scopeKinds(BRANCH, 'trainer')).toEqual(['region']);
    expect(grantableRoles(BRANCH)).not.toContain('hq_admin');
    const teacher: Grant = { ...HQ, role: 'teacher' };
    expect(grantableRoles(teacher)).toEqual([]);
  });

  it('are withdrawn with a reason', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      'GET /api/v1/users/u1': () => account,
      'DELETE /api/v1/users/u1/grants/g1': () => undefined,
    });
    renderRoutes([staffRoute('/users/:id', <UserPage />)], '/users/u1');
    await userEvent.click(await screen.findByRole('button', { name: '撤销' }));
    const dialog = await findDialog(/立即失去这一身份/);
    await userEvent.type(within(dialog).getByLabelText('理由'), '调离本片区');
    await userEvent.click(within(dialog).getByRole('button', { name: '撤销' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'DELETE')?.query.get('reason')).toBe(
        '调离本片区',
      ),
    );
  });

  it('come with a code that is shown after a reset', async () => {
    asUser(BRANCH);
    serve({
      'GET /api/v1/users/u1': () => account,
      'POST /api/v1/users/u1/reset-password': () => ({ activation_code: 'ABCDE-FGHJK' }),
    });
    renderRoutes([staffRoute('/users/:id', <UserPage />)], '/users/u1');
    await userEvent.click(await screen.findByRole('button', { name: '重置密码' }));
    const dialog = await findDialog(/原密码立即失效/);
    await userEvent.click(within(dialog).getByRole('button', { name: '重置密码' }));
    expect(await screen.findByText('ABCDE-FGHJK')).toBeInTheDocument();
  });
});
