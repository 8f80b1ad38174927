import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, type Call, HQ, json, problem, serve } from '@/test/api';
import { findDialog, findDrawer, renderStaffRoutes } from '@/test/render';
import { batch, enrolment, SCHOOL, shared } from '@/test/training';
import type { Batch } from '../api';
import { keeps, stepsFor } from '../states';
import BatchesPage from './BatchesPage';
import { changesOf } from './BatchForm';
import BatchPage from './BatchPage';

const show = (at: string) =>
  renderStaffRoutes(
    { '/training/batches': <BatchesPage />, '/training/batches/:id': <BatchPage /> },
    at,
  );
const known = batch as unknown as Batch;

describe('the steps of a batch', () => {
  it('are those of its state, for headquarters and for the branch that opened it', () => {
    expect(stepsFor(known, BRANCH)).toEqual(['open', 'cancel']);
    expect(stepsFor({ ...known, status: 'grouped' }, HQ)).toEqual(['reopen', 'cancel']);
    expect(stepsFor({ ...known, status: 'assessing' }, HQ)).toEqual(['finish']);
    expect(stepsFor({ ...known, status: 'running' }, HQ)).toEqual([]);
  });

  it('are nobody else’s', () => {
    expect(keeps(BRANCH, { opened_by_region: '32' })).toBe(false);
    expect(keeps(BRANCH, {})).toBe(false);
    expect(stepsFor(known, SCHOOL)).toEqual([]);
  });
});

describe('the list of batches', () => {
  it('shows how full each is, and says what to do first where there is none', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches': ({ query }: Call) => ({
        items: query.get('status') === 'enrolling' ? [] : [batch],
        total: 1,
      }),
    });
    show('/training/batches');
    expect(await screen.findByText('12 / 40')).toBeInTheDocument();
    expect(screen.getByText('筹备中')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /导出/ })).toBeInTheDocument();
    expect(calls.some(({ path }) => path === '/api/v1/training-batches')).toBe(true);
  });

  it('offers a school neither to prepare a batch nor to take the list along', async () => {
    asUser(SCHOOL);
    serve({ ...shared, 'GET /api/v1/training-batches': () => ({ items: [] }) });
    show('/training/batches');
    expect(await screen.findByText('还没有研修批次')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /新建批次/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /导出/ })).not.toBeInTheDocument();
  });

  it('prepares a batch of the branch’s own region, in programme time', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches': () => ({ items: [] }),
      'POST /api/v1/training-batches': () => json(batch, 201),
      'GET /api/v1/training-batches/b1': () => batch,
    });
    const { router } = show('/training/batches');
    const [add] = await screen.findAllByRole('button', { name: /新建批次/ });
    if (!add) throw new Error('no button');
    await userEvent.click(add);
    const drawer = await findDrawer('新建批次');
    await userEvent.click(drawer.getByLabelText('研修期'));
    await userEvent.click(await screen.findByText(/第 3 期：/));
    // What the empty dates will be, and that they are past on 4 March.
    expect(
      await drawer.findByText(/留空时取本期的起止日期：2020年2月23日 至 2020年3月1日/),
    ).toBeInTheDocument();
    expect(drawer.getByText('批次最后一天 2020年3月1日 已过。')).toBeInTheDocument();
    await userEvent.type(drawer.getByLabelText('结束日期'), '2020-03-11');
    expect(drawer.queryByText(/已过。/)).not.toBeInTheDocument();
    await userEvent.clear(drawer.getByLabelText('结束日期'));
    expect(drawer.getByText(/已过。/)).toBeInTheDocument();
    await userEvent.type(drawer.getByLabelText('批次名称'), ' 第三期研修 ');
    expect(drawer.queryByLabelText('片区')).not.toBeInTheDocument();
    const typed = async (label: string, value: string) => {
      await userEvent.clear(drawer.getByLabelText(label));
      await userEvent.type(drawer.getByLabelText(label), value);
    };
    await typed('报名开始', '2020-03-01T09:00');
    await typed('报名截止', '2020-03-03T18:00');
    await typed('名额', '40');
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/training/batches/b1'));
    const sent = calls.find(({ method }) => method === 'POST');
    expect(sent?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent?.body).toEqual({
      edition_id: 'e1',
      period: 3,
      title: '第三期研修',
      region_codes: ['42'],
      enrol_from: '2020-03-01T09:00:00+08:00',
      enrol_until: '2020-03-03T18:00:00+08:00',
      places: 40,
      overrides: [],
      national_plan: true,
      syllabus: '',
    });
  });
});

describe('a change of a batch', () => {
  it('sends only what differs', () => {
    const values = {
      edition_id: 'e1',
      period: 3,
      title: batch.title,
      region_codes: ['42'],
      enrol_from: '2020-03-01T08:00',
      enrol_until: '2099-03-04T00:00',
      starts_on: '2020-03-04',
      ends_on: '2020-03-11',
      places: 60,
      planned_hours: 24,
      national_plan: true,
      syllabus: batch.syllabus,
    };
    expect(changesOf(known, values)).toEqual({ places: 60 });
    // A branch's form has no regions: they stay.
    const { region_codes: _, ...own } = values;
    expect(changesOf(known, { ...own, places: 40, enrol_until: '2099-03-04T00:00' })).toEqual({});
    expect(changesOf(known, { ...values, places: 40, enrol_until: '2020-03-05T18:30' })).toEqual({
      enrol_until: '2020-03-05T18:30:00+08:00',
    });
  });
});

describe('the page of a batch', () => {
  it('asks the server for no change where nothing was changed', async () => {
    asUser(BRANCH);
    const { calls } = serve({ ...shared, 'GET /api/v1/training-batches/b1': () => batch });
    show('/training/batches/b1');
    await userEvent.click(await screen.findByRole('button', { name: /修改$/ }));
    const drawer = await findDrawer(`修改 ${batch.title}`);
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    expect(await screen.findByText('已保存')).toBeInTheDocument();
    expect(calls.some(({ method }) => method === 'PATCH')).toBe(false);
  });

  it('takes a later end of enrolment for a batch with classes, and nothing else of its plan', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches/b1': () => ({ ...batch, status: 'grouped' }),
      'PATCH /api/v1/training-batches/b1': () => ({ ...batch, status: 'grouped' }),
    });
    show('/training/batches/b1');
    await userEvent.click(await screen.findByRole('button', { name: /修改$/ }));
    const drawer = await findDrawer(`修改 ${batch.title}`);
    expect(drawer.getByLabelText('批次名称')).toBeDisabled();
    const until = drawer.getByLabelText('报名截止');
    expect(until).toBeEnabled();
    fireEvent.change(until, { target: { value: '2020-03-09T18:00' } });
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'PATCH')).toBe(true));
    const body = calls.find(({ method }) => method === 'PATCH')?.body;
    expect(body).toMatchObject({ enrol_until: '2020-03-09T18:00:00+08:00' });
  });

  it('tells the warning with its clause, what the rules ask, and the next step; and opens it', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches/b1': () => batch,
      'POST /api/v1/training-batches/b1/open': () => ({ ...batch, status: 'enrolling' }),
    });
    show('/training/batches/b1');
    expect(await screen.findByText('日期在本期研修时间之外（四.2）')).toBeInTheDocument();
    expect(
      await screen.findByText(/师资研修班最少培训师人数：1（必须，二.1.\(2\)）/),
    ).toBeInTheDocument();
    expect(screen.getByText('现有 0 名')).toBeInTheDocument();
    expect(screen.queryByText(/学习班最多学生/)).not.toBeInTheDocument();
    expect(screen.getByText(/核对名额、日期和片区后开放报名/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '开放报名' }));
    const dialog = await findDialog(/相关片区和学校会收到通知/);
    await userEvent.click(within(dialog).getByRole('button', { name: '开放报名' }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/open'))?.headers.get('If-Match')).toBe('"7"'),
    );
  });

  it('says that its enrolment is over before anybody tries to open it', async () => {
    asUser(BRANCH);
    serve({
      ...shared,
      'GET /api/v1/training-batches/b1': () => ({ ...batch, enrol_until: '2020-03-01T16:00:00Z' }),
    });
    show('/training/batches/b1');
    expect(await screen.findByText(/已过，请先改为更晚的时间/)).toBeInTheDocument();
  });

  it('whose classes are formed says what reopening needs once its enrolment is over', async () => {
    asUser(BRANCH);
    serve({
      ...shared,
      'GET /api/v1/training-batches/b1': () => ({
        ...batch,
        status: 'grouped',
        enrol_until: '2020-03-01T16:00:00Z',
      }),
    });
    show('/training/batches/b1');
    expect(
      await screen.findByText(/报名已于 .* 截止；如需重新开放，请先把报名截止改到以后。$/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/开班前仍可重新开放报名/)).not.toBeInTheDocument();
  });

  it('of another keeper is read without the steps that are theirs', async () => {
    asUser(BRANCH);
    serve({
      ...shared,
      'GET /api/v1/training-batches/b1': () => ({ ...batch, opened_by_region: '32' }),
    });
    show('/training/batches/b1');
    expect(await screen.findByText('日期在本期研修时间之外（四.2）')).toBeInTheDocument();
    expect(screen.queryByText(/核对名额、日期和片区后开放报名/)).not.toBeInTheDocument();
    expect(screen.queryByText('现有 0 名')).not.toBeInTheDocument();
  });

  it('is called off only with a reason', async () => {
    asUser(HQ);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches/b1': () => ({ ...batch, status: 'enrolling' }),
      'POST /api/v1/training-batches/b1/cancel': () => ({
        ...batch,
        status: 'cancelled',
        remarks: '报名人数不足',
      }),
    });
    show('/training/batches/b1');
    await userEvent.click(await screen.findByRole('button', { name: '取消批次' }));
    const dialog = await findDialog(/此操作不能恢复/);
    await userEvent.click(within(dialog).getByRole('button', { name: '取消批次' }));
    expect(await within(dialog).findByText(/至少 4 个字/)).toBeInTheDocument();
    expect(calls.some(({ path }) => path.endsWith('/cancel'))).toBe(false);
    await userEvent.type(within(dialog).getByLabelText('说明'), '报名人数不足');
    await userEvent.click(within(dialog).getByRole('button', { name: '取消批次' }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/cancel'))?.body).toEqual({
        remarks: '报名人数不足',
      }),
    );
  });

  it('moves enrolments to another batch, each with the reason and its own result', async () => {
    asUser(BRANCH);
    const second = {
      ...enrolment,
      id: 'n2',
      teacher: { id: 't2', name: '秦琼', staff_no: 'T2' },
      status: 'placed',
    };
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches/b1': () => ({ ...batch, status: 'enrolling' }),
      'GET /api/v1/training-batches': () => ({ items: [{ ...batch, id: 'b2', title: '下一期' }] }),
      'GET /api/v1/institutions': () => ({ items: [] }),
      'GET /api/v1/training-enrolments': () => ({ items: [enrolment, second], total: 2 }),
      'POST /api/v1/training-enrolments/n1/move': () => problem(409, 'state_forbids'),
    });
    show('/training/batches/b1?tab=enrolments');
    await userEvent.click(await screen.findByRole('checkbox', { name: '选择 单雄信' }));
    await userEvent.click(screen.getByRole('checkbox', { name: '选择 秦琼' }));
    await userEvent.click(screen.getByRole('button', { name: '调批' }));
    const dialog = await findDialog(/把 2 个报名调到其他批次/);
    await userEvent.click(within(dialog).getByLabelText('调到'));
    await userEvent.click(await screen.findByText('下一期'));
    await userEvent.type(within(dialog).getByLabelText('原因'), '名额已满');
    await userEvent.click(within(dialog).getByRole('button', { name: '调批' }));
    expect(await screen.findByText('成功 0，失败 1，跳过 1')).toBeInTheDocument();
    const moves = calls.filter(({ path }) => path.endsWith('/move'));
    expect(moves.map(({ body }) => body)).toEqual([{ batch_id: 'b2', reason: '名额已满' }]);
    expect(moves[0]?.headers.get('If-Match')).toBe('"2"');
    const list = calls.find(({ path }) => path === '/api/v1/training-enrolments');
    expect(list?.query.get('batch_id')).toBe('b1');
  });

  it('shows of each trainer when they are away while it lasts, as far as that is told', async () => {
    asUser(BRANCH);
    const away = { starts_at: '2020-03-05T00:00:00Z', ends_at: '2020-03-06T00:00:00Z' };
    serve({
      ...shared,
      'GET /api/v1/training-batches/b1': () => ({
        ...batch,
        trainers: [
          {
            user_id: 'u1',
            name: '培训师甲',
            region_code: '42',
            absences: [{ ...away, reason: '出差' }],
          },
          { user_id: 'u2', name: '培训师乙', region_code: '42', absences: [] },
          { user_id: 'u3', name: '培训师丙', region_code: '32' },
        ],
      }),
    });
    show('/training/batches/b1?tab=trainers');
    expect(
      await screen.findByText('2020/03/05 08:00 至 2020/03/06 08:00：出差'),
    ).toBeInTheDocument();
    const row = (name: string) => within(screen.getByText(name).closest('tr') as HTMLElement);
    expect(row('培训师乙').getByText('期间没有请假')).toBeInTheDocument();
    expect(row('培训师丙').queryByText('期间没有请假')).not.toBeInTheDocument();
    expect(row('培训师丙').getByText('无权查看')).toBeInTheDocument();
  });

  it('says why a file of its materials cannot be had', async () => {
    asUser(SCHOOL);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches/b1': () => batch,
      'GET /api/v1/training-batches/b1/materials': () => ({
        items: [{ id: 'm1', title: '课件', file_name: '课件.pdf', size: 2048 }],
      }),
      'GET /api/v1/training-batches/b1/materials/m1/file': () => problem(503, 'overloaded'),
    });
    show('/training/batches/b1?tab=materials');
    await userEvent.click(await screen.findByRole('button', { name: /课件/ }));
    expect(await screen.findByText(/系统繁忙/)).toBeInTheDocument();
    expect(calls.some(({ path }) => path.endsWith('/m1/file'))).toBe(true);
  });

  it('takes a link into its materials', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches/b1': () => batch,
      'GET /api/v1/training-batches/b1/materials': () => ({ items: [] }),
      'POST /api/v1/training-batches/b1/materials': () => json({ id: 'm1' }, 201),
    });
    show('/training/batches/b1?tab=materials');
    await userEvent.click(await screen.findByRole('button', { name: /添加资料/ }));
    const drawer = await findDrawer('添加资料');
    await userEvent.type(drawer.getByLabelText('标题'), '培训大纲');
    await userEvent.click(drawer.getByRole('radio', { name: '链接' }));
    await userEvent.type(
      await drawer.findByLabelText('链接', { selector: 'input[type=text]' }),
      'https://example.org/a',
    );
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    const form = calls.find(({ method }) => method === 'POST')?.body as FormData;
    expect([...form.entries()]).toEqual([
      ['title', '培训大纲'],
      ['url', 'https://example.org/a'],
    ]);
  });
});
