import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, HQ, json, problem, serve } from '@/test/api';
import { findDialog, findDrawer, renderStaffRoutes } from '@/test/render';
import { batch, enrolment } from '@/test/training';
import { aroundClasses, smallPreview, trainingClass } from '@/test/training-classes';
import BatchPage from '../batches/BatchPage';
import MergesPage from './MergesPage';

const show = (at: string) =>
  renderStaffRoutes(
    {
      '/training/batches/:id': <BatchPage />,
      '/training/merges': <MergesPage />,
      '/training/enrol': <p>报名页</p>,
    },
    at,
  );
const GROUP = '/training/batches/b1?tab=group';

describe('the grouping of a batch', () => {
  it('shows each deviation with its clause, and forms the classes with the reason', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...aroundClasses,
      'POST /api/v1/training-groupings/preview': () => smallPreview,
      'POST /api/v1/training-groupings': () => json({ classes: [trainingClass] }, 201),
      'GET /api/v1/training-classes': () => ({ items: [trainingClass] }),
    });
    const { router } = show(GROUP);
    expect(
      await screen.findByText(/师资研修班最少人数（二.1.\(2\)）规定 15，实际 14/),
    ).toBeInTheDocument();
    expect(screen.getByText('14 人')).toBeInTheDocument();
    const reason = screen.getByLabelText(/师资研修班最少人数（二.1.\(2\)）的例外理由/);
    await userEvent.click(screen.getByRole('button', { name: /^写理由/ }));
    expect(reason).toHaveFocus();
    await userEvent.type(reason, '本期最后一批');
    await userEvent.click(screen.getByRole('button', { name: '按此编成 1 个班' }));
    await waitFor(() => expect(router.state.location.search).toBe('?tab=classes'));
    const sent = calls.find(
      ({ method, path }) => method === 'POST' && path === '/api/v1/training-groupings',
    );
    expect(sent?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    const body = sent?.body as {
      classes: { enrolment_ids: string[]; trainer_ids: string[] }[];
      overrides: unknown;
    };
    expect(body.classes[0]?.enrolment_ids).toHaveLength(14);
    expect(body.classes[0]?.trainer_ids).toEqual(['u1']);
    expect(body.overrides).toEqual([{ rule: 'training_class.size_min', reason: '本期最后一批' }]);
  });

  it('moves people by keyboard into a class of their own', async () => {
    asUser(BRANCH);
    serve({ ...aroundClasses, 'POST /api/v1/training-groupings/preview': () => smallPreview });
    show(GROUP);
    await userEvent.click(await screen.findByRole('button', { name: /新的一班/ }));
    await userEvent.click(screen.getByText('湖北 1 班 的学员'));
    await userEvent.click(await screen.findByRole('checkbox', { name: /教师3 T3/ }));
    await userEvent.click(screen.getByLabelText('调到'));
    await userEvent.click(await screen.findByText('新的一班（0 人）'));
    expect(await screen.findByText('13 人')).toBeInTheDocument();
    expect(screen.getByText('1 人')).toBeInTheDocument();
    // Without a trainer it must not be: no reason helps.
    expect(screen.getByText('必须遵守，不能例外')).toBeInTheDocument();
  });

  it('keeps what was edited while one looks at the trainers, who can be chosen at once', async () => {
    asUser(BRANCH);
    let previews = 0;
    serve({
      ...aroundClasses,
      'POST /api/v1/training-groupings/preview': () => {
        previews += 1;
        const added = { user_id: 'u2', name: '培训师乙', region_code: '42', free: 1 };
        return previews === 1
          ? smallPreview
          : { ...smallPreview, trainers: [...smallPreview.trainers, added] };
      },
    });
    const { router } = show(GROUP);
    const title = await screen.findByLabelText('班级名称');
    await userEvent.clear(title);
    await userEvent.type(title, '武汉班');
    await userEvent.click(screen.getByRole('tab', { name: '培训师' }));
    await waitFor(() => expect(screen.queryByLabelText('班级名称')).not.toBeInTheDocument());
    await userEvent.click(screen.getByRole('tab', { name: '编班' }));
    expect(await screen.findByLabelText('班级名称')).toHaveValue('武汉班');
    expect(await screen.findByText(/培训师乙/)).toBeInTheDocument();
    expect(screen.queryByText(/等待编班的教师有变化/)).not.toBeInTheDocument();

    void router.navigate('/training/merges');
    await findDialog('还有未保存的修改');
    expect(router.state.location.pathname).toBe('/training/batches/b1');
  });

  it('says that others wait for a class by now, and works it out again only when told', async () => {
    asUser(BRANCH);
    const [only] = smallPreview.classes;
    if (!only) throw new Error('no class');
    const fewer = {
      ...smallPreview,
      classes: [{ ...only, participants: only.participants.slice(1) }],
    };
    let previews = 0;
    serve({
      ...aroundClasses,
      'POST /api/v1/training-groupings/preview': () => {
        previews += 1;
        return previews === 1 ? smallPreview : fewer;
      },
    });
    show(GROUP);
    await userEvent.type(await screen.findByLabelText('班级名称'), '甲');
    await userEvent.click(screen.getByRole('tab', { name: '培训师' }));
    await userEvent.click(screen.getByRole('tab', { name: '编班' }));
    expect(await screen.findByText(/等待编班的教师有变化/)).toBeInTheDocument();
    expect(screen.getByText('14 人')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '重新计算' }));
    await findDialog('还有未保存的修改');
    await userEvent.click(screen.getByRole('button', { name: '离开' }));
    expect(await screen.findByText('13 人')).toBeInTheDocument();
    expect(screen.queryByText(/等待编班的教师有变化/)).not.toBeInTheDocument();
  });

  it('says which rule falls short, and acts out what would mend it', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...aroundClasses,
      'POST /api/v1/training-groupings/preview': () => ({
        ...smallPreview,
        classes: [],
        deviations: [],
        refusal: {
          reasons: [
            {
              code: 'small',
              region_codes: ['42'],
              rule: 'training_class.size_min',
              clause: '二.1.(2)',
              limit: 15,
              actual: 14,
            },
          ],
        },
        remedies: smallPreview.remedies.slice(1),
      }),
      'POST /api/v1/training-merges': () => json({ id: 'm1' }, 201),
      'GET /api/v1/training-enrolments': () => ({
        items: [
          { ...enrolment, id: 'n1', seq: 1, region_code: '42', status: 'enrolled' },
          {
            ...enrolment,
            id: 'n2',
            seq: 2,
            region_code: '42',
            status: 'enrolled',
            teacher: { id: 't2', staff_no: 'T2', name: '秦叔宝' },
          },
        ],
      }),
      'GET /api/v1/training-batches': () => ({
        items: [{ ...batch, id: 'b3', title: '下一期研修' }],
      }),
      'POST /api/v1/training-enrolments/n2/move': () => enrolment,
    });
    const { router } = show(GROUP);
    expect(
      await screen.findByText(/湖北：只有 14 人。师资研修班最少人数（二.1.\(2\)）：每班最少 15 人/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /按此编成/ })).not.toBeInTheDocument();

    await userEvent.click(screen.getByRole('button', { name: /^发起合并：/ }));
    const drawer = await findDrawer('发起合并编班');
    await userEvent.type(drawer.getByLabelText('理由'), '两地人数不足');
    await userEvent.click(drawer.getByRole('button', { name: '发起合并' }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path === '/api/v1/training-merges')?.body).toEqual({
        batch_id: 'b1',
        source_batch_id: 'b2',
        region_code: '32',
        with_region_code: '42',
        reason: '两地人数不足',
      }),
    );

    await userEvent.click(await screen.findByRole('button', { name: /^选人调批/ }));
    const modal = within(await findDialog('调出最晚报名的 1 人'));
    expect(await modal.findByText(/秦叔宝 T2/)).toBeInTheDocument();
    await userEvent.click(modal.getByLabelText('调到'));
    await userEvent.click(await screen.findByText('下一期研修'));
    await userEvent.type(modal.getByLabelText('理由'), '本期已满');
    await userEvent.click(modal.getByRole('button', { name: '调班' }));
    expect(await screen.findByText('已调出 1 人')).toBeInTheDocument();

    await userEvent.click(await screen.findByRole('button', { name: /^去报名/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/training/enrol'));
  });
});

const merge = {
  id: 'm1',
  batch: { id: 'b1', title: '湖北研修', status: 'enrolling' },
  source_batch: { id: 'b2', title: '江苏研修', status: 'enrolling' },
  region_code: '32',
  with_region_code: '42',
  reason: '两地人数不足',
  status: 'proposed',
  proposed_at: '2020-03-02T01:00:00Z',
  source_agreed_at: '2020-03-02T01:00:00Z',
  own: false,
  version: 1,
};

describe('proposals to train together', () => {
  it('are agreed to or refused by the branch that is asked', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...aroundClasses,
      'GET /api/v1/training-merges': () => ({ items: [merge], total: 1 }),
      'POST /api/v1/training-merges/m1/agree': () => ({ ...merge, status: 'agreed', version: 2 }),
      'POST /api/v1/training-merges/m1/refuse': () => problem(409, 'state_forbids'),
    });
    show('/training/merges?waiting=true');
    const row = (await screen.findByText('江苏与湖北')).closest('tr');
    if (!row) throw new Error('no row');
    expect(within(row).getByText('江苏已同意')).toBeInTheDocument();
    expect(within(row).getByText('等待湖北')).toBeInTheDocument();
    expect(within(row).queryByRole('button', { name: /撤回/ })).not.toBeInTheDocument();
    await userEvent.click(within(row).getByRole('button', { name: '不同意 江苏与湖北' }));
    const refuse = within(await findDialog('不同意 江苏与湖北 合并编班'));
    await userEvent.click(refuse.getByRole('button', { name: '不同意' }));
    expect(calls.some(({ path }) => path.endsWith('/refuse'))).toBe(false);
    await userEvent.click(refuse.getByRole('button', { name: /取\s*消/ }));
    await userEvent.click(within(row).getByRole('button', { name: '同意 江苏与湖北' }));
    const agree = within(await findDialog('同意 江苏与湖北 合并编班'));
    await userEvent.click(agree.getByRole('button', { name: /同\s*意/ }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/agree'))?.headers.get('If-Match')).toBe(
        '"1"',
      ),
    );
  });

  it('wait for both branches where headquarters look on', async () => {
    asUser(HQ);
    serve({ ...aroundClasses, 'GET /api/v1/training-merges': () => ({ items: [merge] }) });
    show('/training/merges');
    expect(await screen.findByText('江苏与湖北')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /同意/ })).not.toBeInTheDocument();
  });
});
