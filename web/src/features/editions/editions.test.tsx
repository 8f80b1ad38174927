import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, problem, serve } from '@/test/api';
import { renderStaffRoutes } from '@/test/render';
import CalendarPage from './CalendarPage';
import RulesPage from './RulesPage';

const edition = { id: 'e1', code: 's', title_zh: '某期', title_en: 'An edition', status: 'open' };
const calendar = {
  edition_id: 'e1',
  windows: [
    {
      kind: 'platform_open',
      period: 1,
      start: '2020-02-09',
      end: '2020-04-10',
      effect: 'gates',
      clause: '四.1',
    },
  ],
  exam_dates: [
    {
      id: 'x1',
      edition_id: 'e1',
      period: 1,
      date: '2020-06-27',
      tentative: true,
      clause: '三.2',
    },
  ],
  holidays: [],
  warnings: [
    {
      code: 'exam.on_holiday',
      severity: 'warning',
      start: '2020-06-27',
      end: '2020-06-27',
      clauses: ['三.2'],
      message_zh: '第 1 次考试日 2020-06-27 适逢假期。',
      message_en: 'The exam falls on a holiday.',
    },
  ],
  version: 4,
};
const rule = {
  rule: 'exam.pass_mark',
  title_zh: '及格分数',
  title_en: 'Pass mark',
  clause: '',
  kind: 'int',
  value: 60,
  severity: 'must',
  source: 'assumption',
  regional: [],
  version: 2,
};

const open = (at: string) =>
  renderStaffRoutes(
    {
      '/calendar': <CalendarPage />,
      '/rules': <RulesPage />,
    },
    at,
  );

describe('the calendar', () => {
  it('shows what contradicts itself, with dates and clauses, and what is tentative', async () => {
    asUser(BRANCH);
    serve({
      'GET /api/v1/editions': () => ({ items: [edition] }),
      'GET /api/v1/editions/e1/calendar': () => calendar,
    });
    open('/calendar');
    // The sentence names its day; it does not stand there twice.
    expect(await screen.findByText('第 1 次考试日 2020-06-27 适逢假期。')).toBeInTheDocument();
    expect(screen.getByText('条款 三.2')).toBeInTheDocument();
    expect(screen.getByText('暂定')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '调整日期' })).toBeNull();
  });

  it('moves an exam date with a reason, and keeps what was typed when it is refused', async () => {
    asUser();
    let refused = true;
    const { calls } = serve({
      'GET /api/v1/editions': () => ({ items: [edition] }),
      'GET /api/v1/editions/e1/calendar': () => calendar,
      'PATCH /api/v1/editions/e1/exam-dates/x1': () =>
        refused ? problem(412, 'version_mismatch') : calendar,
    });
    open('/calendar');
    await userEvent.click(await screen.findByRole('button', { name: '调整日期' }));
    const date = await screen.findByLabelText('新日期');
    await userEvent.clear(date);
    await userEvent.type(date, '2020-07-04');
    const drawer = within(date.closest<HTMLElement>('.ant-drawer') as HTMLElement);
    await userEvent.type(drawer.getByLabelText('理由'), '适逢端午假期');
    await userEvent.click(screen.getByRole('button', { name: '调整并通知' }));
    expect(await screen.findByText(/其他人刚刚修改过/)).toBeInTheDocument();
    expect(date).toHaveValue('2020-07-04');
    refused = false;
    await userEvent.click(screen.getByRole('button', { name: '调整并通知' }));
    await waitFor(() => expect(calls.filter(({ method }) => method === 'PATCH')).toHaveLength(2));
    const sent = calls.filter(({ method }) => method === 'PATCH')[1];
    expect(sent?.body).toEqual({ date: '2020-07-04', tentative: true, reason: '适逢端午假期' });
    expect(sent?.headers.get('If-Match')).toBe('"4"');
  });
});

describe('the calendar form', () => {
  it('keeps the days worked instead when a holiday moves', async () => {
    asUser();
    const holiday = {
      name_zh: '劳动节',
      name_en: 'Labour Day',
      start: '2020-05-01',
      end: '2020-05-05',
      make_up: ['2020-04-26', '2020-05-09'],
    };
    const { calls } = serve({
      'GET /api/v1/editions': () => ({ items: [edition] }),
      'GET /api/v1/editions/e1/calendar': () => ({
        ...calendar,
        windows: [],
        exam_dates: [],
        holidays: [holiday],
      }),
      'PUT /api/v1/editions/e1/calendar': () => calendar,
    });
    open('/calendar');
    await userEvent.click(await screen.findByRole('button', { name: /编辑日历/ }));
    const name = await screen.findByLabelText('中文名称');
    const drawer = within(name.closest<HTMLElement>('.ant-drawer') as HTMLElement);
    const start = drawer.getByLabelText('开始');
    await userEvent.clear(start);
    await userEvent.type(start, '2020-04-30');
    await userEvent.type(drawer.getByLabelText('理由'), '假期提前');
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
        windows: [],
        holidays: [{ ...holiday, start: '2020-04-30' }],
        reason: '假期提前',
      }),
    );
  });
});

describe('the rules', () => {
  it('mark what is assumed, and are changed by HQ with a reason', async () => {
    asUser();
    const { calls } = serve({
      'GET /api/v1/editions': () => ({ items: [edition] }),
      'GET /api/v1/editions/e1/rules': () => ({ items: [rule] }),
      'PUT /api/v1/editions/e1/rules/exam.pass_mark': () => ({ ...rule, value: 70, version: 5 }),
    });
    open('/rules');
    const row = (await screen.findByText('及格分数')).closest('tr') as HTMLElement;
    expect(within(row).getByText('假定，请确认')).toBeInTheDocument();
    await userEvent.click(within(row).getByRole('button', { name: '修改' }));
    const value = await screen.findByRole('spinbutton');
    await userEvent.clear(value);
    await userEvent.type(value, '70');
    await userEvent.type(screen.getByLabelText('理由'), '总部确认');
    await userEvent.click(screen.getByRole('button', { name: '保存' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
        value: 70,
        severity: 'must',
        reason: '总部确认',
      }),
    );
  });

  it('are read by a branch as they hold in its region, without a way to change them', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      'GET /api/v1/editions': () => ({ items: [edition] }),
      'GET /api/v1/editions/e1/rules': () => ({
        items: [{ ...rule, region_code: '42', value: 50 }],
      }),
    });
    open('/rules');
    expect(await screen.findByText('湖北专项')).toBeInTheDocument();
    expect(calls.find(({ path }) => path.endsWith('/rules'))?.query.get('region_code')).toBe('42');
    expect(screen.queryByRole('button', { name: '修改' })).toBeNull();
  });
});
