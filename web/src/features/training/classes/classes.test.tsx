import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, type Call, HQ, problem, serve } from '@/test/api';
import { findDialog, findDrawer, renderStaffRoutes } from '@/test/render';
import { batch, SCHOOL, TEACHER, TRAINER } from '@/test/training';
import { aroundClasses, trainingClass } from '@/test/training-classes';
import type { TrainingClass } from './api';
import ClassesPage from './ClassesPage';
import ClassPage from './ClassPage';
import { classSteps, turnsFor } from './states';

const show = (at: string) =>
  renderStaffRoutes(
    { '/training/classes': <ClassesPage />, '/training/classes/:id': <ClassPage /> },
    at,
  );
const known = trainingClass as unknown as TrainingClass;

describe('the steps of a class', () => {
  it('are those of its state; a trainer dissolves nothing, a school takes none', () => {
    expect(classSteps(known, BRANCH)).toEqual(['start', 'dissolve']);
    expect(classSteps(known, TRAINER)).toEqual(['start']);
    expect(classSteps({ status: 'running' }, HQ)).toEqual(['finish']);
    expect(classSteps({ status: 'finished' }, HQ)).toEqual([]);
    expect(classSteps(known, SCHOOL)).toEqual([]);
  });

  it('of a proposal are the side’s that has not agreed', () => {
    const merge = {
      status: 'proposed',
      region_code: '42',
      with_region_code: '32',
      own: false,
    } as Parameters<typeof turnsFor>[0];
    expect(turnsFor(merge, BRANCH)).toEqual(['agree', 'refuse']);
    expect(turnsFor({ ...merge, source_agreed_at: '2020-03-02T01:00:00Z' }, BRANCH)).toEqual([
      'withdraw',
    ]);
    expect(turnsFor(merge, HQ)).toEqual([]);
    expect(turnsFor({ ...merge, own: true }, HQ)).toEqual(['withdraw']);
    expect(turnsFor({ ...merge, status: 'agreed' }, BRANCH)).toEqual([]);
  });
});

describe('the list of classes', () => {
  it('shows hours against the rule and how many deviations there are', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...aroundClasses,
      'GET /api/v1/training-classes': () => ({ items: [trainingClass], total: 1 }),
    });
    show('/training/classes?short_of_hours=true');
    expect(await screen.findByRole('link', { name: '湖北 1 班' })).toBeInTheDocument();
    expect(screen.getByText('18 / 24')).toBeInTheDocument();
    const list = calls.find(({ path }) => path === '/api/v1/training-classes');
    expect(list?.query.get('short_of_hours')).toBe('true');
  });
});

describe('the page of a class', () => {
  it('shows planned hours against the rule, and its deviation with clause and reason', async () => {
    asUser(BRANCH);
    serve({ ...aroundClasses, 'GET /api/v1/training-classes/c1': () => trainingClass });
    show('/training/classes/c1');
    expect(await screen.findByText('18 / 24 学时')).toBeInTheDocument();
    expect(screen.getByText(/每班直播不少于 24 学时（二.1.\(4\)）/)).toBeInTheDocument();
    expect(screen.getByText('还差 6 学时')).toBeInTheDocument();
    expect(screen.getByRole('progressbar', { name: '已安排' })).toBeInTheDocument();
    expect(screen.getByText('师资研修班最少人数')).toBeInTheDocument();
    expect(screen.getByText('理由：本期最后一批')).toBeInTheDocument();
  });

  it('tells the rule that keeps it from starting, with what it has', async () => {
    asUser(BRANCH);
    serve({
      ...aroundClasses,
      'GET /api/v1/training-classes/c1': () => trainingClass,
      'POST /api/v1/training-classes/c1/start': () =>
        problem(409, 'rule_violated', {
          rules: [
            {
              rule: 'training_class.min_live_hours',
              clause: '二.1.(4)',
              severity: 'must',
              limit: 24,
              actual: 18,
              message: 'too few hours',
            },
          ],
        }),
    });
    show('/training/classes/c1');
    await userEvent.click(await screen.findByRole('button', { name: /开\s*班/ }));
    const dialog = within(await findDialog('湖北 1 班 开班'));
    await userEvent.click(dialog.getByRole('button', { name: /开\s*班/ }));
    expect(await dialog.findByText('师资研修班最少直播课学时')).toBeInTheDocument();
    expect(dialog.getByText('18')).toBeInTheDocument();
  });

  it('asks why before it dissolves a class', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...aroundClasses,
      'GET /api/v1/training-classes/c1': () => trainingClass,
      'POST /api/v1/training-classes/c1/dissolve': ({ body }: Call) => ({
        ...trainingClass,
        status: 'dissolved',
        remarks: (body as { remarks: string }).remarks,
        version: 2,
      }),
    });
    show('/training/classes/c1');
    await userEvent.click(await screen.findByRole('button', { name: /解\s*散/ }));
    const dialog = within(await findDialog('解散 湖北 1 班'));
    await userEvent.type(dialog.getByLabelText('说明'), '并入二班');
    await userEvent.click(dialog.getByRole('button', { name: /解\s*散/ }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/dissolve'))?.body).toEqual({
        overrides: [],
        remarks: '并入二班',
      }),
    );
  });

  it('moves chosen participants to another class of the batch', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...aroundClasses,
      'GET /api/v1/training-classes/c1': () => trainingClass,
      'GET /api/v1/training-classes/c1/members': () => ({
        items: [
          {
            enrolment_id: 'n1',
            user_id: 'u7',
            teacher: { id: 't1', staff_no: 'T1', name: '单雄信' },
            institution: { id: 'i1', name: '武汉甲校' },
            region_code: '42',
            level: 'higher_vocational',
            status: 'placed',
            seq: 1,
          },
        ],
      }),
      'GET /api/v1/training-classes': () => ({
        items: [trainingClass, { ...trainingClass, id: 'c2', title: '湖北 2 班' }],
      }),
      'POST /api/v1/training-classes/moves': () => ({ classes: [] }),
    });
    show('/training/classes/c1?tab=participants');
    expect(await screen.findByText('单雄信')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('checkbox', { name: /单雄信/ }));
    await userEvent.click(screen.getByRole('button', { name: /调\s*班/ }));
    const dialog = within(await findDialog('调班'));
    await userEvent.click(dialog.getByLabelText('调到'));
    await userEvent.click(await screen.findByText('湖北 2 班（14 人）'));
    await userEvent.click(dialog.getByRole('button', { name: /调\s*班/ }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/moves'))?.body).toEqual({
        batch_id: 'b1',
        enrolment_ids: ['n1'],
        to: 'c2',
        overrides: [],
      }),
    );
  });

  it('lets the branch choose trainers of the pool, and shows a participant no classmates', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...aroundClasses,
      'GET /api/v1/training-batches/b1': () => ({
        ...batch,
        trainers: [
          { user_id: 'u1', name: '培训师甲' },
          { user_id: 'u2', name: '培训师乙', region_code: '42' },
        ],
      }),
      'GET /api/v1/training-classes/c1': () => trainingClass,
      'PUT /api/v1/training-classes/c1/trainers': () => trainingClass,
    });
    show('/training/classes/c1?tab=trainers');
    await userEvent.click(await screen.findByRole('button', { name: '调整培训师' }));
    const drawer = await findDrawer('调整培训师');
    await userEvent.click(drawer.getByLabelText('培训师'));
    await userEvent.click(await screen.findByText('培训师乙（湖北）'));
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
        trainer_ids: ['u1', 'u2'],
        overrides: [],
      }),
    );
  });

  it('shows whoever takes part the class and not who else does', async () => {
    asUser(TEACHER);
    serve({ ...aroundClasses, 'GET /api/v1/training-classes/c1': () => trainingClass });
    show('/training/classes/c1');
    expect(await screen.findByText('18 / 24 学时')).toBeInTheDocument();
    expect(screen.queryByRole('tab', { name: '学员' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /开\s*班/ })).not.toBeInTheDocument();
    // They have no list of classes to go back to.
    expect(screen.getByRole('link', { name: '返回我的研修' })).toHaveAttribute(
      'href',
      '/my-training',
    );
  });
});
