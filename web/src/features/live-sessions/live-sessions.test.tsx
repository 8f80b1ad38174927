import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { asUser, type Call, json, problem, serve } from '@/test/api';
import { attendance, file, held, hours, plan, session } from '@/test/live';
import { findDialog, findDrawer, renderStaffRoutes } from '@/test/render';
import { screenWidth } from '@/test/setup';
import { TEACHER, TRAINER } from '@/test/training';
import PlanPage from './PlanPage';
import SessionPage from './SessionPage';
import SessionsPage from './SessionsPage';

const show = (at: string) =>
  renderStaffRoutes(
    {
      '/live-sessions': <SessionsPage />,
      '/live-sessions/:id': <SessionPage />,
      '/live-plans/:kind/:id': <PlanPage />,
    },
    at,
  );
const PLAN = 'GET /api/v1/live-plans/training_class/c1';

describe('the plan of a class', () => {
  it('shows its hours against the rule and its clause, its week, and what is taken', async () => {
    asUser(TRAINER);
    serve({
      [PLAN]: () => plan,
      'GET /api/v1/live-sessions': () => ({ items: [session] }),
      'GET /api/v1/live-sessions/s1': () => session,
    });
    show('/live-plans/training_class/c1');
    expect(await screen.findByText('2 / 24 学时')).toBeInTheDocument();
    expect(screen.getByText('还差 22 学时')).toBeInTheDocument();
    expect(screen.getByText(/二\.1\.\(4\)/)).toBeInTheDocument();
    const grid = screen.getByRole('grid', { name: '南京一班的周课表' });
    expect(
      within(grid).getByRole('gridcell', { name: /3月6日.*09:00–09:30.*已占用/ }),
    ).toBeVisible();
    expect(
      within(grid).getByRole('gridcell', { name: /3月3日.*09:00–09:30.*不可安排/ }),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: /09:00–10:30.*平台实操/ }));
    expect(await screen.findByRole('heading', { name: '平台实操' })).toBeInTheDocument();
  });

  it('takes a time that was chosen in the week, and says what stands in the way', async () => {
    asUser(TRAINER);
    let attempts = 0;
    const { calls } = serve({
      [PLAN]: () => plan,
      'GET /api/v1/live-sessions': () => ({ items: [] }),
      'POST /api/v1/live-sessions': () => {
        attempts += 1;
        const values = {
          from: '2020-03-05T06:00:00Z',
          until: '2020-03-05T07:00:00Z',
          who: '张老师',
        };
        const errors = [
          { pointer: '/sessions/0', code: 'double_booked', message: 'taken', values },
        ];
        return attempts === 1
          ? problem(409, 'double_booked', { errors })
          : json({ items: [session] }, 201);
      },
    });
    show('/live-plans/training_class/c1');
    const grid = await screen.findByRole('grid');
    within(grid)
      .getByRole('gridcell', { name: /3月5日.*14:00–14:30/ })
      .focus();
    await userEvent.keyboard('{Enter}');
    const drawer = await findDrawer('安排直播课');
    await userEvent.type(drawer.getByLabelText('主题'), '教学设计');
    await userEvent.type(drawer.getByLabelText('链接地址'), 'https://meeting.example.com/a');
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    expect(
      await drawer.findByText('张老师 2020/03/05 14:00 至 2020/03/05 15:00 已有安排或请假'),
    ).toBeInTheDocument();
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(attempts).toBe(2));
    expect(calls.findLast(({ method }) => method === 'POST')?.body).toEqual({
      class_kind: 'training_class',
      class_id: 'c1',
      title: '教学设计',
      provider: 'link',
      host_user_id: 'u1',
      room: 'https://meeting.example.com/a',
      sessions: [{ starts_at: '2020-03-05T14:00:00+08:00', ends_at: '2020-03-05T15:30:00+08:00' }],
    });
  });

  it('is filled by a pattern: first shown, then planned as it was shown', async () => {
    asUser(TRAINER);
    const times = [
      { starts_at: '2020-03-04T01:00:00Z', ends_at: '2020-03-04T03:15:00Z', minutes: 135 },
    ];
    const { calls } = serve({
      [PLAN]: () => plan,
      'GET /api/v1/live-sessions': () => ({ items: [] }),
      'POST /api/v1/live-sessions/plan': () => ({
        host_user_id: 'u1',
        sessions: times,
        missing_minutes: 855,
        hours: { ...hours, planned_hours: 5, planned_minutes: 225 },
      }),
      'POST /api/v1/live-sessions': () => json({ items: [session] }, 201),
    });
    show('/live-plans/training_class/c1');
    await userEvent.click(await screen.findByRole('button', { name: /按周自动排课/ }));
    const drawer = await findDrawer('按周自动排课');
    await userEvent.click(drawer.getByRole('button', { name: /预/ }));
    expect(await drawer.findByText(/还差 855 分钟/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /09:00–11:15.*拟安排/ })).toBeInTheDocument();
    await userEvent.type(drawer.getByLabelText('主题'), '平台实操');
    await userEvent.type(drawer.getByLabelText('链接地址'), 'https://meeting.example.com/a');
    await userEvent.click(drawer.getByRole('button', { name: '确认安排 1 次' }));
    await waitFor(() =>
      expect(calls.some(({ method, path }) => method === 'POST' && path.endsWith('sessions'))).toBe(
        true,
      ),
    );
    const made = calls.find(({ method, path }) => method === 'POST' && path.endsWith('sessions'));
    expect(made?.body).toMatchObject({
      title: '平台实操',
      sessions: [{ starts_at: '2020-03-04T01:00:00Z', ends_at: '2020-03-04T03:15:00Z' }],
    });
  });

  it('tells at its field what is wrong with the pattern', async () => {
    asUser(TRAINER);
    serve({
      [PLAN]: () => plan,
      'GET /api/v1/live-sessions': () => ({ items: [] }),
      'POST /api/v1/live-sessions/plan': () =>
        problem(422, 'invalid', {
          errors: [{ pointer: '/pattern/0/until', code: 'odd', message: 'must lie after' }],
        }),
    });
    show('/live-plans/training_class/c1');
    await userEvent.click(await screen.findByRole('button', { name: /按周自动排课/ }));
    const drawer = await findDrawer('按周自动排课');
    await userEvent.click(drawer.getByRole('button', { name: /预/ }));
    const fault = await drawer.findByText('must lie after');
    expect(fault.closest('.ant-form-item')).toContainElement(drawer.getByLabelText('到'));
  });

  it('offers those who only see it nothing to plan', async () => {
    asUser(TEACHER);
    serve({
      [PLAN]: () => ({ ...plan, busy: [], manages: false }),
      'GET /api/v1/live-sessions': () => ({ items: [session] }),
    });
    show('/live-plans/training_class/c1');
    await screen.findByRole('grid');
    expect(screen.queryByRole('button', { name: /按周自动排课/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '安排直播课' })).not.toBeInTheDocument();
  });
});

describe('the list of sessions', () => {
  it('asks for a whole day of programme time, and offers to enter what is open', async () => {
    asUser(TEACHER);
    const room = { opener: {}, location: { replace: vi.fn() }, close: vi.fn() };
    vi.spyOn(window, 'open').mockReturnValue(room as unknown as Window);
    const { calls } = serve({
      'GET /api/v1/live-sessions': () => ({ items: [{ ...session, can_join: true }], total: 1 }),
      'POST /api/v1/live-sessions/s1/join': () => ({ url: 'https://meeting.example.com/a' }),
    });
    show('/live-sessions?day=2020-03-05');
    await userEvent.click(await screen.findByRole('button', { name: '进入“平台实操”' }));
    await waitFor(() =>
      expect(room.location.replace).toHaveBeenCalledWith('https://meeting.example.com/a'),
    );
    const list = calls.find(({ path }) => path === '/api/v1/live-sessions');
    expect(list?.query.get('from')).toBe('2020-03-05T00:00:00+08:00');
    expect(list?.query.get('until')).toBe('2020-03-06T00:00:00+08:00');
    expect(screen.queryByRole('button', { name: /导出/ })).not.toBeInTheDocument();
  });
});

describe('a session that is ahead', () => {
  it('says from when one may enter, as the server has it', async () => {
    asUser(TEACHER);
    serve({ 'GET /api/v1/live-sessions/s1': () => ({ ...session, manages: false }) });
    show('/live-sessions/s1');
    expect(await screen.findByText(/08:40 起可以进入。$/)).toBeInTheDocument();
  });
});

describe('a session that was held', () => {
  const served = {
    [PLAN]: () => plan,
    'GET /api/v1/live-sessions/s1': () => held,
    'GET /api/v1/live-sessions/s1/attendance': () => attendance,
    'GET /api/v1/live-sessions/s1/attendance-files': () => ({ items: [] }),
  };

  it('says how each record is known; who has none is entered without, a change with a reason', async () => {
    asUser(TRAINER);
    const { calls } = serve({
      ...served,
      'PUT /api/v1/live-sessions/s1/attendance': () => attendance,
    });
    show('/live-sessions/s1');
    const row = within(await screen.findByRole('row', { name: /王芳/ }));
    expect(row.getByText('考勤文件')).toBeInTheDocument();
    expect(screen.getByText('未记录')).toBeInTheDocument();
    await userEvent.click(await screen.findByRole('button', { name: '录入或更正' }));
    await userEvent.type(screen.getByLabelText('赵敏的参加分钟'), '45');
    const first = screen.getByLabelText('王芳的参加分钟');
    await userEvent.clear(first);
    await userEvent.type(first, '80');
    await userEvent.click(screen.getByRole('button', { name: /保\s?存/ }));
    const dialog = within(await findDialog(/理由和更正前的内容会保留/));
    await userEvent.type(dialog.getByRole('textbox'), '全程在线');
    await userEvent.click(dialog.getByRole('button', { name: /保\s?存/ }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'PUT')).toBe(true));
    expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
      rows: [
        { user_id: 'm1', minutes: 80 },
        { user_id: 'm2', minutes: 45 },
      ],
      reason: '全程在线',
    });
    expect(calls.find(({ method }) => method === 'PUT')?.headers.get('If-Match')).toBe('"7"');
  });

  it('tells at its field which minutes cannot be, and sends nothing until they can', async () => {
    asUser(TRAINER);
    const { calls } = serve({
      ...served,
      'PUT /api/v1/live-sessions/s1/attendance': () => attendance,
    });
    show('/live-sessions/s1');
    await userEvent.click(await screen.findByRole('button', { name: '录入或更正' }));
    const [fang, min] = [
      screen.getByLabelText('王芳的参加分钟'),
      screen.getByLabelText('赵敏的参加分钟'),
    ];
    await userEvent.type(min, '200');
    await userEvent.clear(fang);
    await userEvent.click(screen.getByRole('button', { name: /保\s?存/ }));
    expect(min).toHaveValue('200');
    expect(min).toHaveAccessibleDescription('请填 0 至 90 的整数');
    expect(fang).toHaveAccessibleDescription('已有记录不能清空；未参加请填 0');
    expect(fang).toHaveFocus();
    expect(calls.some(({ method }) => method === 'PUT')).toBe(false);

    await userEvent.type(fang, '60');
    await userEvent.clear(min);
    await userEvent.click(screen.getByRole('button', { name: /保\s?存/ }));
    // Nothing differs from the records: whoever has none stays without.
    expect(screen.queryByLabelText('赵敏的参加分钟')).not.toBeInTheDocument();
    expect(calls.some(({ method }) => method === 'PUT')).toBe(false);
  });

  it('is entered person by person on a phone', async () => {
    screenWidth(390);
    asUser(TRAINER);
    serve(served);
    show('/live-sessions/s1');
    await userEvent.click(await screen.findByRole('button', { name: '录入或更正' }));
    const card = screen.getByLabelText('赵敏的参加分钟').closest('li');
    expect(card).toHaveTextContent('赵敏');
    expect(card).toHaveTextContent('未记录');
  });

  it('fills in everybody of the class at once', async () => {
    asUser(TRAINER);
    const without = attendance.rows.map((row) => ({
      ...row,
      record: undefined,
      gone: row.user_id === 'm1',
    }));
    const { calls } = serve({
      ...served,
      'GET /api/v1/live-sessions/s1/attendance': () => ({
        ...attendance,
        rows: [...without, { ...without[1], user_id: 'm3', name: '孙丽', number: 'T003' }],
      }),
      'PUT /api/v1/live-sessions/s1/attendance': () => attendance,
    });
    show('/live-sessions/s1');
    expect(await screen.findByRole('button', { name: '登记为没有考勤记录' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '录入或更正' }));
    await userEvent.click(screen.getByRole('button', { name: '全员出席' }));
    await userEvent.click(screen.getByRole('button', { name: /保\s?存/ }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
        rows: [
          { user_id: 'm2', minutes: 90 },
          { user_id: 'm3', minutes: 90 },
        ],
      }),
    );
  });

  it('says that the plan of its class could not be read, without which nothing is changed', async () => {
    asUser(TRAINER);
    let fails = true;
    serve({ ...served, [PLAN]: () => (fails ? problem(500, 'internal') : plan) });
    show('/live-sessions/s1');
    const retry = await screen.findByRole('button', { name: '重试' });
    expect(screen.queryByRole('button', { name: '更正授课时间' })).not.toBeInTheDocument();
    fails = false;
    await userEvent.click(retry);
    expect(await screen.findByRole('button', { name: '更正授课时间' })).toBeInTheDocument();
  });

  it('keeps typed minutes that are refused, and asks before they are thrown away', async () => {
    asUser(TRAINER);
    serve({
      ...served,
      'PUT /api/v1/live-sessions/s1/attendance': () => problem(503, 'overloaded'),
    });
    show('/live-sessions/s1');
    await userEvent.click(await screen.findByRole('button', { name: '录入或更正' }));
    await userEvent.type(screen.getByLabelText('赵敏的参加分钟'), '45');
    await userEvent.click(screen.getByRole('button', { name: /保\s?存/ }));
    expect(await screen.findByText(/req-1/)).toBeInTheDocument();
    expect(screen.getByLabelText('赵敏的参加分钟')).toHaveValue('45');
    await userEvent.click(screen.getByRole('button', { name: /关\s?闭/ }));
    await findDialog('还有未保存的修改');
    await userEvent.click(screen.getByRole('button', { name: '离开' }));
    expect(screen.queryByLabelText('赵敏的参加分钟')).not.toBeInTheDocument();
  });

  it('takes a file once every row of it is decided on', async () => {
    asUser(TRAINER);
    const decided = {
      ...file,
      open_rows: 0,
      version: 2,
      rows: file.rows.map((row) => (row.row_no === 11 ? { ...row, outcome: 'ignored' } : row)),
    };
    const { calls } = serve({
      ...served,
      'GET /api/v1/live-sessions/s1/attendance-files': () => ({ items: [file] }),
      'GET /api/v1/attendance-files/f1': () => file,
      'PATCH /api/v1/attendance-files/f1/rows': () => decided,
      'POST /api/v1/attendance-files/f1/apply': ({ headers }: Call) =>
        headers.get('If-Match') === '"2"'
          ? { file: { ...decided, status: 'applied', version: 3 }, recorded: 1, kept: 0 }
          : problem(412, 'version_mismatch'),
    });
    show('/live-sessions/s1');
    await userEvent.click(await screen.findByRole('button', { name: '参会明细.xlsx' }));
    const review = within(await screen.findByRole('region', { name: '核对“参会明细.xlsx”' }));
    expect(review.getByText('iPad')).toBeInTheDocument();
    expect(review.queryByText('王芳(南京)')).not.toBeInTheDocument();
    expect(review.getByRole('button', { name: /采\s?用/ })).toBeDisabled();
    await userEvent.click(review.getByRole('button', { name: '忽略全部待定行' }));
    await waitFor(() => expect(review.getByRole('button', { name: /采\s?用/ })).toBeEnabled());
    expect(calls.find(({ method }) => method === 'PATCH')?.body).toEqual({
      rows: [{ row_no: 11 }],
    });
    expect(review.getByText('王芳(南京)')).toBeInTheDocument();
    await userEvent.click(review.getByRole('button', { name: /采\s?用/ }));
    expect(await screen.findByText('已记录 1 人的考勤')).toBeInTheDocument();
  });

  it('shows whoever takes part their own, and nothing to change', async () => {
    asUser(TEACHER);
    serve({
      'GET /api/v1/live-sessions/s1': () => ({ ...held, manages: false }),
      'GET /api/v1/live-sessions/s1/attendance': () => ({
        ...attendance,
        rows: attendance.rows.slice(0, 1),
      }),
    });
    show('/live-sessions/s1');
    expect(await screen.findByText('王芳')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '录入或更正' })).not.toBeInTheDocument();
    expect(screen.queryByText(/可上传腾讯会议/)).not.toBeInTheDocument();
  });
});
