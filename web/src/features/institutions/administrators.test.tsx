import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { api, call } from '@/lib/api/client';
import type { Grant } from '@/lib/api/types';
import { session } from '@/lib/session/store';
import { asUser, BRANCH, problem, serve } from '@/test/api';
import { findDialog, renderStaff } from '@/test/render';
import { AdministratorsCard } from './AdministratorsCard';
import InstitutionImportPage from './InstitutionImportPage';

const SCHOOL: Grant = {
  id: 'g-i',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'institution_admin',
  scope: { kind: 'institution', institution_id: 'i1' },
};
const administrator = {
  user_id: 'u2',
  username: '10284-admin',
  display_name: '李明',
  status: 'active',
  granted_at: '2020-02-10T00:00:00Z',
};
const account = {
  id: 'u3',
  username: 'wanghong',
  display_name: '王红',
  status: 'pending',
  grants: [],
  version: 1,
};
const base = {
  'GET /api/v1/institutions/i1/administrators': () => ({ items: [administrator] }),
  'GET /api/v1/users': () => ({ items: [account] }),
};

describe('the administrators of a school', () => {
  it('get a colleague who is new, with a code to hand over', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...base,
      'POST /api/v1/institutions/i1/handover': () => ({
        user: account,
        activation: { code: 'ABCDE-FGHJK' },
      }),
    });
    renderStaff(<AdministratorsCard institutionId="i1" />);
    // A branch adds; only an administrator hands over.
    expect(screen.queryByRole('button', { name: /^交\s?接$/ })).toBeNull();
    await userEvent.click(await screen.findByRole('button', { name: /增加管理员/ }));
    await userEvent.type(screen.getByLabelText('管理员姓名'), '王红');
    const [, submit] = screen.getAllByRole('button', { name: /增加管理员/ });
    if (!submit) throw new Error('no way to send');
    await userEvent.click(submit);
    expect(await screen.findByText('ABCDE-FGHJK')).toBeInTheDocument();
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      new_admin: { display_name: '王红' },
    });
  });

  it('hand over to an account of the school, and the giver is signed out of the role', async () => {
    asUser(SCHOOL);
    const { calls } = serve({
      ...base,
      'POST /api/v1/institutions/i1/handover': () => ({ user: { ...account, status: 'active' } }),
      'POST /api/v1/auth/refresh': () => problem(403, 'forbidden'),
    });
    renderStaff(<AdministratorsCard institutionId="i1" />);
    await userEvent.click(await screen.findByRole('button', { name: /^交\s?接$/ }));
    await userEvent.click(screen.getByRole('combobox', { name: '本校已有账号' }));
    await userEvent.click(await screen.findByText('王红 wanghong'));
    const [, submit] = screen.getAllByRole('button', { name: /^交\s?接$/ });
    if (!submit) throw new Error('no way to send');
    await userEvent.click(submit);
    await waitFor(() => expect(session.get().status).toBe('anonymous'));
    expect(calls.find(({ path }) => path.endsWith('/handover'))?.body).toEqual({
      to_user_id: 'u3',
      withdraw_self: true,
    });
  });

  it('see the code of a newcomer before the role that showed it is gone', async () => {
    asUser(SCHOOL);
    let gone = false;
    serve({
      ...base,
      'GET /api/v1/institutions/i1': () => problem(401, 'session_ended'),
      'POST /api/v1/institutions/i1/handover': () => {
        gone = true;
        return { user: account, activation: { code: 'ABCDE-FGHJK' } };
      },
      'POST /api/v1/auth/refresh': () => problem(403, 'forbidden'),
    });
    renderStaff(<AdministratorsCard institutionId="i1" />);
    await userEvent.click(await screen.findByRole('button', { name: '交接' }));
    await userEvent.click(screen.getByRole('radio', { name: '新的人员' }));
    await userEvent.type(await screen.findByLabelText('管理员姓名'), '王红');
    const [, submit] = screen.getAllByRole('button', { name: '交接' });
    if (!submit) throw new Error('no way to send');
    await userEvent.click(submit);
    expect(await screen.findByText('ABCDE-FGHJK')).toBeInTheDocument();
    expect(gone).toBe(true);
    // What the page asks for meanwhile is refused, and that must not take the code away.
    await expect(
      call(api.GET('/api/v1/institutions/{id}', { params: { path: { id: 'i1' } } })),
    ).rejects.toMatchObject({ code: 'session_ended' });
    expect(session.get().status).toBe('signed_in');
    await userEvent.click(screen.getByRole('button', { name: '已记下' }));
    await waitFor(() => expect(session.get().status).toBe('anonymous'));
  });

  it('lose the role for a reason, but never the last of them', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...base,
      'GET /api/v1/users/u2/grants': () => ({
        items: [
          { id: 'g1', role: 'teacher', scope: { kind: 'institution', institution_id: 'i1' } },
          {
            id: 'g2',
            role: 'institution_admin',
            scope: { kind: 'institution', institution_id: 'i1' },
          },
        ],
      }),
      'DELETE /api/v1/users/u2/grants/g2': () => problem(409, 'last_administrator'),
    });
    renderStaff(<AdministratorsCard institutionId="i1" />);
    await userEvent.click(await screen.findByRole('button', { name: '撤销管理员' }));
    const dialog = await findDialog(/立即失去本校管理权限/);
    await userEvent.type(within(dialog).getByLabelText('理由'), '已调离本校');
    await userEvent.click(within(dialog).getByRole('button', { name: '撤销管理员' }));
    expect(await within(dialog).findByText(/至少要保留一名管理员/)).toBeInTheDocument();
    expect(within(dialog).getByLabelText('理由')).toHaveValue('已调离本校');
    const sent = calls.find(({ method }) => method === 'DELETE');
    expect(sent?.query.get('reason')).toBe('已调离本校');
  });
});

describe('the accounts of 2019', () => {
  it('are looked at row by row before they go in', async () => {
    asUser(BRANCH);
    serve({
      'GET /api/v1/institution-imports/m1': () => ({
        id: 'm1',
        kind: 'institutions',
        status: 'ready',
        file_name: '2019.xlsx',
        counts: { rows: 1, new: 0, changed: 0, unchanged: 0, refused: 1 },
      }),
      'GET /api/v1/institution-imports/m1/rows': () => ({
        items: [
          {
            row_no: 2,
            outcome: 'refused',
            values: { username: 'njxy2019', institution: '江城职业学院' },
            problems: [{ column: 'username', code: 'username_taken', message: 'is taken' }],
          },
        ],
      }),
    });
    renderStaff(<InstitutionImportPage />, '/?import=m1');
    expect(await screen.findByText('该用户名已被他人使用，或不是本校管理员')).toBeInTheDocument();
    expect(screen.getByText('njxy2019')).toBeInTheDocument();
    expect(screen.getByRole('columnheader', { name: '学校名称' })).toBeInTheDocument();
  });
});
