import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/api/types';
import { asUser, BRANCH, type Call, json, problem, serve } from '@/test/api';
import { findDialog, renderRoutes, staffRoute } from '@/test/render';
import CohortPage from './CohortPage';
import SplitPage from './SplitPage';
import { classCounts, groupsOf, moveBetween, titleFaults } from './splitPlan';
import { stepsFor } from './steps';

const SCHOOL: Grant = {
  id: 'g-school',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'institution_admin',
  scope: { kind: 'institution', region_code: '42', institution_id: 'i1' },
};

const edition = { id: 'e1', status: 'open', title_zh: '2020 年春季', title_en: 'Spring 2020' };
const calendar = {
  edition_id: 'e1',
  windows: [
    { kind: 'student_training', period: 1, start: '2020-02-17', end: '2020-04-10' },
    { kind: 'student_training', period: 2, start: '2020-04-20', end: '2020-06-19' },
    { kind: 'mock_exam', period: 1, start: '2020-03-23', end: '2020-04-10' },
  ],
};
const cohort = {
  id: 'c1',
  edition_id: 'e1',
  institution: { id: 'i1', name: '江城职业学院' },
  region_code: '42',
  title: '会计 2019-1 班',
  major: '会计',
  kind: 'regular',
  periods: [1],
  status: 'submitted',
  student_count: 20,
  teachers: [{ id: 't1', staff_no: 'T1', name: '单雄信' }],
  deviations: [],
  created_at: '2020-02-10T00:00:00Z',
  updated_at: '2020-02-10T00:00:00Z',
  version: 4,
};
const finding = {
  rule: 'cohort.max_students',
  clause: '二.2.(3)',
  severity: 'should',
  limit: 18,
  actual: 20,
  message: 'at most 18 students',
};

function show(at: string) {
  return renderRoutes(
    [
      staffRoute('/cohorts/split', <SplitPage />),
      staffRoute('/cohorts/:id', <CohortPage />),
      { path: '/cohorts', element: <p>all classes</p> },
    ],
    at,
  );
}

const shared = {
  'GET /api/v1/editions': () => ({ items: [edition] }),
  'GET /api/v1/editions/e1/calendar': () => calendar,
  'GET /api/v1/teachers': () => ({ items: [] }),
};

describe('steps', () => {
  it('belong to the school or to the branch, by state', () => {
    expect(stepsFor('submitted', 'branch_staff')).toEqual(['approve', 'return']);
    expect(stepsFor('submitted', 'institution_admin')).toEqual(['withdraw']);
    expect(stepsFor('draft', 'branch_staff')).toEqual([]);
    expect(stepsFor('running', 'institution_admin')).toEqual(['finish']);
    expect(stepsFor('finished', 'institution_admin')).toEqual([]);
  });
});

describe('a class', () => {
  it('leads to the certificates of its students once they learn, for who hands them on', async () => {
    for (const [grant, status, offered] of [
      [SCHOOL, 'finished', 1],
      [BRANCH, 'running', 1],
      [SCHOOL, 'submitted', 0],
      [{ ...SCHOOL, role: 'teacher' as const }, 'finished', 0],
    ] as const) {
      asUser(grant);
      serve({
        ...shared,
        'GET /api/v1/cohorts/c1': () => ({ ...cohort, status }),
        'GET /api/v1/cohorts/c1/students': () => ({ items: [] }),
      });
      const { unmount } = show('/cohorts/c1');
      await screen.findByRole('heading', { name: cohort.title });
      const links = screen.queryAllByRole('link', { name: /打印证书/ });
      expect(links.map((link) => link.getAttribute('href'))).toEqual(
        Array(offered).fill('/certificate-print-jobs?print=new&cohort_id=c1'),
      );
      unmount();
    }
  });

  it('is approved by the branch, with the reason that the rule asks for', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/cohorts/c1': () => cohort,
      'GET /api/v1/cohorts/c1/students': () => ({ items: [] }),
      'POST /api/v1/cohorts/c1/approve': ({ body }: Call) =>
        (body as { overrides: unknown[] }).overrides.length === 0
          ? problem(409, 'rule_override_required', { rules: [finding] })
          : {
              ...cohort,
              status: 'approved',
              version: 5,
              deviations: [
                { ...finding, reason: '机房 20 座', recorded_at: '2020-03-02T00:00:00Z' },
              ],
            },
    });
    show('/cohorts/c1');
    await userEvent.click(await screen.findByRole('button', { name: '批准' }));
    const dialog = await findDialog(/批准后学校可以开始授课/);
    await userEvent.click(within(dialog).getByRole('button', { name: '批准' }));
    const reasons = await findDialog(/以下规定属于建议/);
    expect(within(reasons).getByText('二.2.(3)')).toBeInTheDocument();
    await userEvent.type(within(reasons).getByLabelText('理由'), '机房 20 座，整班教学');
    await userEvent.click(within(reasons).getByRole('button', { name: '说明理由并继续' }));
    await waitFor(() =>
      expect(calls.filter(({ path }) => path.endsWith('/approve'))).toHaveLength(2),
    );
    const last = calls.filter(({ path }) => path.endsWith('/approve')).at(-1);
    expect(last?.headers.get('If-Match')).toBe('"4"');
    expect(last?.body).toEqual({
      overrides: [{ rule: 'cohort.max_students', reason: '机房 20 座，整班教学' }],
    });
  });

  it('goes back to the school only with remarks', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/cohorts/c1': () => cohort,
      'GET /api/v1/cohorts/c1/students': () => ({ items: [] }),
      'POST /api/v1/cohorts/c1/return': () => ({ ...cohort, status: 'returned' }),
    });
    show('/cohorts/c1');
    await userEvent.click(await screen.findByRole('button', { name: '退回' }));
    const dialog = await findDialog(/请写明需要修改的内容/);
    await userEvent.click(within(dialog).getByRole('button', { name: '退回' }));
    expect(await within(dialog).findByText(/至少 4 个字/)).toBeInTheDocument();
    expect(calls.some(({ path }) => path.endsWith('/return'))).toBe(false);
    await userEvent.type(within(dialog).getByLabelText('意见'), '请补充第二位教师');
    await userEvent.click(within(dialog).getByRole('button', { name: '退回' }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/return'))?.body).toEqual({
        remarks: '请补充第二位教师',
        overrides: [],
      }),
    );
  });
});

const pupil = (no: number, admin_class: string) => ({
  id: `s${no}`,
  student_no: `20190${no}`,
  name: `学生${no}`,
  admin_class,
});
const preview = {
  edition_id: 'e1',
  institution_id: 'i1',
  max_size: 2,
  students: 3,
  groups: [
    {
      title: '会计-01',
      major: '会计',
      students: [pupil(1, '甲'), pupil(2, '甲')],
      teachers: [],
      admin_classes: [{ admin_class: '甲', students: 2 }],
    },
    {
      title: '会计-02',
      major: '会计',
      students: [pupil(3, '乙')],
      teachers: [],
      admin_classes: [],
    },
  ],
  deviations: [{ code: 'teachers' as const, limit: 2, actual: 0 }],
};

describe('a split', () => {
  it('is edited without losing anybody', () => {
    const groups = groupsOf(preview);
    const moved = moveBetween(groups, new Set(['s3']), '0');
    expect(moved.map(({ students }) => students.map(({ id }) => id))).toEqual([
      ['s1', 's2', 's3'],
      [],
    ]);
    expect(classCounts(moved[0]?.students ?? [])).toEqual([
      ['甲', 2],
      ['乙', 1],
    ]);
    const twice = groups.map((group) => ({ ...group, title: '同名' }));
    expect([...titleFaults(twice)]).toEqual([
      ['0', 'twice'],
      ['1', 'twice'],
    ]);
    expect([...titleFaults(groups)]).toEqual([]);
  });

  it('is previewed, edited and kept all at once', async () => {
    asUser(SCHOOL);
    const { calls } = serve({
      ...shared,
      'POST /api/v1/cohort-splits/preview': () => preview,
      'POST /api/v1/cohort-splits': () => json({ cohorts: [cohort, cohort] }, 201),
    });
    const { router } = show('/cohorts/split');
    await userEvent.click(await screen.findByRole('checkbox', { name: /第 1 期/ }));
    await userEvent.click(screen.getByRole('button', { name: '预览' }));
    expect(await screen.findByText(/3 名学生分成 2 个班/)).toBeInTheDocument();
    expect(screen.getByText('需要 2 名教师，现有 0 名')).toBeInTheDocument();
    const [title] = screen.getAllByRole('textbox', { name: '班名' });
    if (!title) throw new Error('no title to edit');
    await userEvent.clear(title);
    await userEvent.type(title, '会计甲班');
    await userEvent.click(screen.getByRole('button', { name: '组建 2 个学习班' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/cohorts'));
    const sent = calls.find(({ path }) => path === '/api/v1/cohort-splits');
    expect(sent?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent?.body).toMatchObject({
      kind: 'regular',
      periods: [1],
      groups: [
        { title: '会计甲班', student_ids: ['s1', 's2'] },
        { title: '会计-02', student_ids: ['s3'] },
      ],
    });
  });
});
