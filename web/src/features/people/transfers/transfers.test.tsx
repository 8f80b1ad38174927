import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/api/types';
import { asUser, BRANCH, json, problem, serve } from '@/test/api';
import { findDialog, findDrawer, renderStaff, renderStaffRoutes } from '@/test/render';
import StudentImportPage from '../StudentImportPage';
import StudentsPage from '../StudentsPage';
import TransferPage from './TransferPage';
import TransfersPage from './TransfersPage';

const SCHOOL: Grant = {
  id: 'g-i',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'institution_admin',
  scope: { kind: 'institution', institution_id: 'i1' },
};
const transfer = {
  id: 't1',
  status: 'requested',
  name: '欧阳㛃',
  student_no: '20200007',
  to_institution_id: 'i1',
  to_institution_name: '江城职业学院',
  reason: '家庭搬迁',
  open_sides: ['target'],
  requested_at: '2020-03-02T01:00:00Z',
  version: 3,
};
const show = (at = '/transfers/t1') =>
  renderStaffRoutes({ '/transfers': <TransfersPage />, '/transfers/:id': <TransferPage /> }, at);

describe('transfers', () => {
  it('say who waits for whom, and filter by the URL', async () => {
    asUser(BRANCH);
    const { calls } = serve({ 'GET /api/v1/transfers': () => ({ items: [transfer] }) });
    show('/transfers?status=requested&open=true&direction=incoming&q=欧阳');
    expect(await screen.findByText('等您决定（转入方）')).toBeInTheDocument();
    expect(screen.getByText('等转出方片区')).toBeInTheDocument();
    expect(screen.getByText('同意后可见')).toBeInTheDocument();
    const asked = calls.find(({ path }) => path === '/api/v1/transfers');
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({
      q: '欧阳',
      status: 'requested',
      open: 'true',
      direction: 'incoming',
      limit: '50',
    });
  });

  it('are agreed to on the version that was seen', async () => {
    asUser(BRANCH);
    let now: object = transfer;
    const { calls } = serve({
      'GET /api/v1/transfers/t1': () => now,
      'POST /api/v1/transfers/t1/approve': () => {
        now = {
          ...transfer,
          version: 4,
          open_sides: [],
          target: { at: '2020-03-03T01:00:00Z', remarks: '情况属实' },
        };
        return now;
      },
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: '同意' }));
    const dialog = await findDialog(/另一方也同意后学生立即转学/);
    await userEvent.type(within(dialog).getByLabelText('意见'), '情况属实');
    await userEvent.click(within(dialog).getByRole('button', { name: '同意' }));
    expect(await screen.findByText('情况属实')).toBeInTheDocument();
    const sent = calls.find(({ path }) => path.endsWith('/approve'));
    expect(sent?.headers.get('If-Match')).toBe('"3"');
    expect(sent?.body).toEqual({ remarks: '情况属实' });
    expect(screen.queryByRole('button', { name: '同意' })).toBeNull();
  });

  it('are refused only with a reason, and what was typed survives that the other side was faster', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      'GET /api/v1/transfers/t1': () => transfer,
      'POST /api/v1/transfers/t1/reject': () => problem(412, 'version_mismatch'),
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: '不同意' }));
    const dialog = await findDialog(/申请到此结束/);
    await userEvent.click(within(dialog).getByRole('button', { name: '不同意' }));
    expect(await within(dialog).findByText(/至少 4 个字/)).toBeInTheDocument();
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    await userEvent.type(within(dialog).getByLabelText('意见'), '学籍尚未转出');
    await userEvent.click(within(dialog).getByRole('button', { name: '不同意' }));
    expect(await within(dialog).findByText(/其他人刚刚修改过/)).toBeInTheDocument();
    expect(within(dialog).getByLabelText('意见')).toHaveValue('学籍尚未转出');
  });

  it('offer no decision to the school that asked', async () => {
    asUser(SCHOOL);
    serve({ 'GET /api/v1/transfers/t1': () => ({ ...transfer, open_sides: [] }) });
    show();
    expect(await screen.findByText('等转入方片区')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '同意' })).toBeNull();
  });

  it('tell that there is no such transfer within reach', async () => {
    asUser(SCHOOL);
    serve({});
    show();
    expect(await screen.findByText('404')).toBeInTheDocument();
  });
});

describe('a transfer is asked for', () => {
  it('from the form of one student who is known elsewhere, with what was typed', async () => {
    asUser(SCHOOL);
    const { calls } = serve({
      'GET /api/v1/students': () => ({ items: [] }),
      'POST /api/v1/students': () => problem(409, 'identity_conflict'),
      'POST /api/v1/transfers': () => json(transfer, 201),
    });
    renderStaff(<StudentsPage />);
    await userEvent.click(await screen.findByRole('button', { name: /新增学生/ }));
    const drawer = await findDrawer('新增学生');
    await userEvent.type(drawer.getByLabelText('姓名'), '欧阳㛃');
    await userEvent.type(drawer.getByLabelText('学号'), '20200007');
    await userEvent.type(drawer.getByLabelText('证件号码'), '11010519491231002X');
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await userEvent.click(await screen.findByRole('button', { name: /申请转学/ }));
    expect(await screen.findByLabelText('新学号')).toHaveValue('20200007');
    await userEvent.click(screen.getByRole('button', { name: '提交申请' }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path === '/api/v1/transfers')?.body).toEqual({
        name: '欧阳㛃',
        student_no: '20200007',
        id_type: 'resident_id',
        id_number: '11010519491231002X',
        reason: '转学至我校',
      }),
    );
    expect(await screen.findByRole('link', { name: /已提交转学申请/ })).toHaveAttribute(
      'href',
      '/transfers/t1',
    );
  });

  it('from the refused row of an import, which then leads to it', async () => {
    asUser(SCHOOL);
    const { calls } = serve({
      'GET /api/v1/student-imports/m1': () => ({
        id: 'm1',
        kind: 'students',
        status: 'ready',
        file_name: '名单.xlsx',
        counts: { rows: 2, new: 0, changed: 0, unchanged: 0, refused: 2 },
      }),
      'GET /api/v1/student-imports/m1/rows': () => ({
        items: [
          {
            row_no: 2,
            outcome: 'refused',
            values: { name: '欧阳㛃' },
            problems: [{ column: 'id_number', code: 'identity_conflict', message: 'elsewhere' }],
          },
          {
            row_no: 3,
            outcome: 'refused',
            values: { name: '李四' },
            problems: [{ column: 'id_number', code: 'id_checksum', message: 'wrong' }],
          },
        ],
      }),
      'POST /api/v1/transfers': () => json(transfer, 201),
    });
    renderStaff(<StudentImportPage />, '/?import=m1');
    await userEvent.click(await screen.findByRole('button', { name: /申请转学/ }));
    expect(await screen.findByText(/文件第 2 行：欧阳㛃/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '提交申请' }));
    expect(await screen.findByRole('link', { name: '已申请转学' })).toHaveAttribute(
      'href',
      '/transfers/t1',
    );
    expect(calls.find(({ path }) => path === '/api/v1/transfers')?.body).toEqual({
      import_id: 'm1',
      row_no: 2,
      reason: '转学至我校',
    });
  });
});
