import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/api/types';
import { asUser, BRANCH, problem, serve } from '@/test/api';
import { findDialog, renderStaff } from '@/test/render';
import { screenWidth } from '@/test/setup';
import StudentImportPage from './StudentImportPage';
import StudentsPage from './StudentsPage';
import TeachersPage from './TeachersPage';

const SCHOOL: Grant = {
  id: 'g-school',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'institution_admin',
  scope: { kind: 'institution', region_code: '42', institution_id: 'i1' },
};

const student = {
  id: 's1',
  institution_id: 'i1',
  institution_name: '江城职业学院',
  region_code: '42',
  student_no: '2019010101',
  name: '欧阳㛃',
  id_type: 'resident_id',
  username: '4142010284-2019010101',
  account_status: 'pending',
  id_number_masked: '4201**********0134',
  major: '会计',
  grade: '2019',
  admin_class: '会计1901',
  status: 'active',
  created_at: '2020-02-10T00:00:00Z',
  updated_at: '2020-02-10T00:00:00Z',
  version: 3,
};

const list = () => ({
  'GET /api/v1/students': () => ({ items: [student] }),
  'GET /api/v1/students/s1': () => student,
  'GET /api/v1/students/s1/history': () => ({ items: [] }),
});

describe('students', () => {
  it('are searched by the server as the URL says', async () => {
    asUser(SCHOOL);
    const { calls } = serve(list());
    renderStaff(<StudentsPage />, '/?q=oy&status=active');
    expect(await screen.findByText('欧阳㛃')).toBeInTheDocument();
    const query = calls.find(({ path }) => path === '/api/v1/students')?.query;
    expect(Object.fromEntries(query ?? [])).toEqual({ q: 'oy', status: 'active', limit: '50' });
  });

  it('show a number only for a reason, and never keep it in the address', async () => {
    asUser(SCHOOL);
    const { calls } = serve({
      ...list(),
      'POST /api/v1/students/s1/reveal': () => ({ id_number: '420101199003070134' }),
    });
    const { router } = renderStaff(<StudentsPage />);
    await userEvent.click(await screen.findByRole('button', { name: '欧阳㛃' }));
    expect(await screen.findByText('4201**********0134')).toBeInTheDocument();
    expect(router.state.location.search).toBe('?member=s1');
    await userEvent.click(screen.getByRole('button', { name: '查看完整的证件号码' }));
    const dialog = await findDialog(/查看会被记录/);
    await userEvent.type(within(dialog).getByLabelText('理由'), '核对考生身份');
    await userEvent.click(within(dialog).getByRole('button', { name: '查看' }));
    expect(await screen.findByText('420101199003070134')).toBeInTheDocument();
    expect(calls.find(({ path }) => path.endsWith('/reveal'))?.body).toEqual({
      reason: '核对考生身份',
    });
  });

  it('go on leave, and teachers are suspended from duty: each in their own word', async () => {
    asUser(SCHOOL);
    const teacher = { ...student, id: 't1', staff_no: 'T1', name: '李䶮', status: 'suspended' };
    serve({
      ...list(),
      'GET /api/v1/teachers': () => ({ items: [teacher] }),
      'GET /api/v1/teachers/t1': () => teacher,
    });
    const { unmount } = renderStaff(<StudentsPage />, '/?member=s1');
    expect(await screen.findByRole('button', { name: '休学' })).toBeInTheDocument();
    unmount();
    renderStaff(<TeachersPage />);
    expect(await screen.findByText('停职')).toBeInTheDocument();
    expect(screen.queryByText(/休学/)).toBeNull();
  });

  it('have a history that says what stood before', async () => {
    asUser(SCHOOL);
    const event = { at: '2020-03-01T01:00:00Z', actor_name: '周颖' };
    serve({
      ...list(),
      'GET /api/v1/students/s1/history': () => ({
        items: [
          {
            ...event,
            id: 'h3',
            action: 'correct',
            reason: '录入笔误',
            changes: { name: '欧阳冊', id_number: '4201**********0135' },
          },
          {
            ...event,
            id: 'h2',
            action: 'resume',
            changes: { status: 'suspended', phone: null, gender: 'male' },
          },
          { ...event, id: 'h1', action: 'enrol', changes: {} },
        ],
      }),
    });
    renderStaff(<StudentsPage />, '/?member=s1');
    expect(await screen.findByText('姓名原为“欧阳冊”')).toBeInTheDocument();
    expect(screen.getByText('证件号码原为“4201**********0135”')).toBeInTheDocument();
    expect(screen.getByText('状态原为“休学”')).toBeInTheDocument();
    expect(screen.getByText('性别原为“男”')).toBeInTheDocument();
    expect(screen.getByText('手机号原来未填写')).toBeInTheDocument();
  });

  it('leave the school with a reason, which a refusal does not lose', async () => {
    asUser(SCHOOL);
    let busy = true;
    const { calls } = serve({
      ...list(),
      'POST /api/v1/students/s1/leave': () =>
        busy ? problem(503, 'overloaded') : { ...student, status: 'left' },
    });
    renderStaff(<StudentsPage />, '/?member=s1');
    await userEvent.click(await screen.findByRole('button', { name: '离校' }));
    const dialog = await findDialog(/离校后不再参加教学和考试/);
    await userEvent.type(within(dialog).getByLabelText('理由'), '本人申请退学');
    await userEvent.click(within(dialog).getByRole('button', { name: '离校' }));
    expect(await within(dialog).findByText(/系统繁忙/)).toBeInTheDocument();
    expect(within(dialog).getByLabelText('理由')).toHaveValue('本人申请退学');
    busy = false;
    await userEvent.click(within(dialog).getByRole('button', { name: '离校' }));
    expect(await screen.findByText('已保存')).toBeInTheDocument();
    const sent = calls.filter(({ path }) => path.endsWith('/leave'));
    expect(sent[1]?.body).toEqual({ reason: '本人申请退学' });
  });

  it('tell a school what to do first, and fit a phone', async () => {
    screenWidth(390);
    asUser(SCHOOL);
    serve({ 'GET /api/v1/students': () => ({ items: [] }) });
    renderStaff(<StudentsPage />);
    expect(await screen.findByText(/先下载模板/)).toBeInTheDocument();
    for (const link of screen.getAllByRole('link', { name: /导入名单/ })) {
      expect(link).toHaveAttribute('href', '/students/import');
    }
  });

  it('are imported by a branch for a school it names', async () => {
    asUser(BRANCH);
    serve({
      'GET /api/v1/institutions': () => ({ items: [{ id: 'i1', name: '江城职业学院' }] }),
    });
    const { container } = renderStaff(<StudentImportPage />);
    const select = await screen.findByRole('combobox', { name: /为哪所学校导入/ });
    const file = () => container.querySelector<HTMLInputElement>('input[type=file]');
    expect(file()).toBeDisabled();
    await userEvent.click(select);
    await userEvent.click(await screen.findByText('江城职业学院'));
    await waitFor(() => expect(file()).toBeEnabled());
  });
});
