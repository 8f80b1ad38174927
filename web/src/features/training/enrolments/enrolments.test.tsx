import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '@/lib/api/problem';
import { asUser, type Call, json, problem, serve } from '@/test/api';
import { findDialog, renderStaffRoutes } from '@/test/render';
import { batch, enrolment, SCHOOL, shared, TEACHER } from '@/test/training';
import { isFree } from '../states';
import EnrolImportPage from './EnrolImportPage';
import EnrolmentsPage from './EnrolmentsPage';
import EnrolPage from './EnrolPage';
import MyTrainingPage from './MyTrainingPage';
import { refusedEach } from './results';

const show = (at: string) =>
  renderStaffRoutes(
    {
      '/training/enrol': <EnrolPage />,
      '/training/enrol/import': <EnrolImportPage />,
      '/training/enrolments': <EnrolmentsPage />,
      '/my-training': <MyTrainingPage />,
    },
    at,
  );
const open = { ...batch, status: 'enrolling' };
const full = { ...open, id: 'b2', title: '第二期', taken: 40, waiting: 3 };
const teacher = (no: number, name: string) => ({
  id: `t${no}`,
  staff_no: `T${no}`,
  name,
  status: 'active',
  institution_id: 'i1',
  institution_name: '江城职业学院',
  region_code: '42',
  created_at: '2020-02-10T00:00:00Z',
  updated_at: '2020-02-10T00:00:00Z',
  version: 1,
});
const teachers = [teacher(1, '单雄信'), teacher(2, '秦琼'), teacher(3, '尉迟恭')];

describe('enrolling', () => {
  it('takes many teachers at once and tells of each what became of them', async () => {
    asUser(SCHOOL);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches': () => ({ items: [open, full] }),
      'GET /api/v1/teachers': () => ({ items: teachers, total: 3 }),
      'GET /api/v1/training-enrolments': () => ({ items: [enrolment] }),
      'POST /api/v1/training-enrolments': () =>
        json(
          {
            items: [
              { teacher_id: 't1', outcome: 'refused', code: 'already_enrolled', message: 'x' },
              { teacher_id: 't2', outcome: 'enrolled', enrolment_id: 'n2', seq: 13 },
              { teacher_id: 't3', outcome: 'waiting', enrolment_id: 'n3', seq: 14, rank: 4 },
            ],
          },
          201,
        ),
    });
    show('/training/enrol');
    expect(await screen.findByText('余 28 个名额')).toBeInTheDocument();
    expect(screen.getByText('已满，候补 3 人')).toBeInTheDocument();
    const boxes = await screen.findAllByRole('checkbox', { name: /^选择 (单雄信|秦琼|尉迟恭)$/ });
    for (const box of boxes) await userEvent.click(box);
    expect(screen.getByRole('button', { name: '请先选择批次' })).toBeDisabled();
    await userEvent.click(screen.getByRole('radio', { name: /第三期/ }));
    await userEvent.click(screen.getByRole('button', { name: `报名“${open.title}”` }));
    const dialog = await findDialog('已报名 1，候补 1，未能报名 1');
    expect(within(dialog).getByText('候补第 4 位')).toBeInTheDocument();
    expect(within(dialog).getByText('已有报名')).toBeInTheDocument();
    const sent = calls.filter(({ method }) => method === 'POST');
    expect(sent.map(({ body }) => body)).toEqual([
      { batch_id: 'b1', teacher_ids: ['t1', 't2', 't3'] },
    ]);
    const asked = calls.find(({ path }) => path === '/api/v1/training-batches');
    expect(asked?.query.get('enrolling')).toBe('true');
  });

  it('asks again with the same key after an answer that did not arrive', async () => {
    asUser(SCHOOL);
    let attempts = 0;
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches': () => ({ items: [open] }),
      'GET /api/v1/teachers': () => ({ items: teachers, total: 3 }),
      'GET /api/v1/training-enrolments': () => ({ items: [] }),
      'POST /api/v1/training-enrolments': () => {
        attempts += 1;
        const items = [{ teacher_id: 't2', outcome: 'enrolled', enrolment_id: 'n2', seq: 13 }];
        return attempts === 1 ? problem(503, 'overloaded') : json({ items }, 201);
      },
    });
    show('/training/enrol');
    const press = () =>
      userEvent.click(screen.getByRole('button', { name: `报名“${open.title}”` }));
    await userEvent.click(await screen.findByRole('checkbox', { name: '选择 秦琼' }));
    await press();
    expect(await screen.findByText(/系统繁忙/)).toBeInTheDocument();
    await press();
    await findDialog('已报名 1，候补 0，未能报名 0');
    const keys = calls
      .filter(({ method }) => method === 'POST')
      .map(({ headers }) => headers.get('Idempotency-Key'));
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it('shows beside each teacher how they stand in the edition', async () => {
    asUser(SCHOOL);
    serve({
      ...shared,
      'GET /api/v1/training-batches': () => ({ items: [open] }),
      'GET /api/v1/teachers': () => ({ items: teachers, total: 3 }),
      'GET /api/v1/training-enrolments': ({ query }: Call) =>
        query.get('cursor')
          ? { items: [{ ...enrolment, id: 'n0', status: 'withdrawn' }] }
          : { items: [{ ...enrolment, status: 'waiting', rank: 2 }], next: 'c' },
    });
    show('/training/enrol');
    const row = (await screen.findByText('单雄信')).closest('tr') ?? document.body;
    expect(await within(row).findByText('候补第 2 位')).toBeInTheDocument();
  });

  it('tells of each teacher why, where none could be enrolled', () => {
    const fault = (at: number, code: string) => ({
      pointer: `/teacher_ids/${at}`,
      code,
      message: code,
    });
    const refused = new ApiProblem({
      status: 409,
      code: 'already_enrolled',
      errors: [fault(0, 'already_enrolled'), fault(1, 'not_active')],
    });
    expect(refusedEach(refused, ['t1', 't2'])?.map(({ code }) => code)).toEqual([
      'already_enrolled',
      'not_active',
    ]);
    expect(refusedEach(new ApiProblem({ status: 409, code: 'window_closed' }), ['t1'])).toBe(
      undefined,
    );
  });

  it('says what to wait for where no batch enrols', async () => {
    asUser(SCHOOL);
    serve({ ...shared, 'GET /api/v1/training-batches': () => ({ items: [] }) });
    show('/training/enrol');
    expect(await screen.findByText('目前没有可以报名的批次')).toBeInTheDocument();
    expect(screen.queryByPlaceholderText('姓名、拼音首字母或工号')).not.toBeInTheDocument();
  });

  it('tells of a link to a batch that enrols no more, and takes a file for another alone', async () => {
    asUser(SCHOOL);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches': () => ({ items: [open] }),
      'GET /api/v1/training-enrolment-imports': () => ({ items: [] }),
      'POST /api/v1/training-enrolment-imports': () => problem(409, 'window_closed'),
    });
    const { container } = show('/training/enrol/import?batch=b0');
    expect(await screen.findByText('链接中的批次现在不接受报名')).toBeInTheDocument();
    const file = () => container.querySelector<HTMLInputElement>('input[type=file]');
    expect(file()).toBeDisabled();
    // Nobody chose the only other one.
    const other = screen.getByRole('radio', { name: new RegExp(open.title) });
    expect(other).not.toBeChecked();
    await userEvent.click(other);
    await waitFor(() => expect(file()).toBeEnabled());
    expect(screen.queryByText('链接中的批次现在不接受报名')).not.toBeInTheDocument();
    await userEvent.upload(file() as HTMLInputElement, new File(['x'], '报名.xlsx'));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    const sent = calls.find(({ method }) => method === 'POST')?.body as FormData;
    expect(sent.get('batch_id')).toBe(open.id);
  });

  it('says of a link to a batch that enrols no more also where no other does', async () => {
    asUser(SCHOOL);
    serve({
      ...shared,
      'GET /api/v1/training-batches': () => ({ items: [] }),
      'GET /api/v1/training-enrolment-imports': () => ({ items: [] }),
    });
    show('/training/enrol/import?batch=b0');
    expect(await screen.findByText('链接中的批次现在不接受报名')).toBeInTheDocument();
    expect(screen.getByText('目前没有可以报名的批次')).toBeInTheDocument();
  });

  it('tells in the dry run of a spreadsheet who would wait, and from which rank', async () => {
    asUser(SCHOOL);
    const view = {
      id: 'im1',
      status: 'ready',
      file_name: '报名.xlsx',
      counts: { new: 5, changed: 0, unchanged: 0, refused: 0 },
      outlook: { enrolled: 2, waiting: 3, first_rank: 7 },
      created_at: '2020-03-02T00:00:00Z',
    };
    serve({
      ...shared,
      'GET /api/v1/training-batches': () => ({ items: [open] }),
      'GET /api/v1/training-enrolment-imports/im1': () => view,
      'GET /api/v1/training-enrolment-imports/im1/rows': () => ({ items: [] }),
    });
    show('/training/enrol/import?import=im1');
    expect(
      await screen.findByText(/2 名教师可以报名成功，3 名进入候补（从第 7 位起）/),
    ).toBeInTheDocument();
  });
});

describe('an enrolment', () => {
  it('is free until it is in a class, and again when that class is dissolved', () => {
    expect(isFree('waiting', 'grouped')).toBe(true);
    // Once a class runs nobody moves up any more, but who has a place and no class can still go.
    expect(isFree('waiting', 'running')).toBe(false);
    expect(isFree('enrolled', 'running')).toBe(true);
    expect(isFree('placed', 'enrolling')).toBe(false);
  });

  it('is taken back by the school, with a reason', async () => {
    asUser(SCHOOL);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches': () => ({ items: [open] }),
      'GET /api/v1/training-enrolments': () => ({ items: [enrolment], total: 1 }),
      'POST /api/v1/training-enrolments/n1/withdraw': () => ({
        ...enrolment,
        status: 'withdrawn',
      }),
    });
    show('/training/enrolments');
    await userEvent.click(await screen.findByRole('checkbox', { name: '选择 单雄信' }));
    // Moving is the branch's.
    expect(screen.queryByRole('button', { name: '调批' })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '撤回报名' }));
    const dialog = await findDialog(/撤回 1 个报名/);
    await userEvent.click(within(dialog).getByRole('button', { name: '撤回报名' }));
    expect(await within(dialog).findByText('必填')).toBeInTheDocument();
    await userEvent.type(within(dialog).getByLabelText('原因'), '时间冲突');
    await userEvent.click(within(dialog).getByRole('button', { name: '撤回报名' }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/withdraw'))?.body).toEqual({
        reason: '时间冲突',
      }),
    );
  });

  it('of a batch that is being assessed is left out for what the batch is', async () => {
    asUser(SCHOOL);
    const assessed = { ...enrolment, batch: { ...enrolment.batch, status: 'assessing' } };
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches': () => ({ items: [] }),
      'GET /api/v1/training-enrolments': () => ({ items: [assessed], total: 1 }),
    });
    show('/training/enrolments');
    await userEvent.click(await screen.findByRole('checkbox', { name: '选择 单雄信' }));
    await userEvent.click(screen.getByRole('button', { name: '撤回报名' }));
    const dialog = await findDialog(/撤回 1 个报名/);
    await userEvent.type(within(dialog).getByLabelText('原因'), '时间冲突');
    await userEvent.click(within(dialog).getByRole('button', { name: '撤回报名' }));
    expect(await screen.findByText('成功 0，失败 0，跳过 1')).toBeInTheDocument();
    expect(screen.getByText(/批次评定中/)).toBeInTheDocument();
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('could not be read: the page says so and offers another try', async () => {
    asUser(SCHOOL);
    serve({ ...shared, 'GET /api/v1/training-enrolments': () => problem(503, 'overloaded') });
    show('/training/enrolments');
    expect(await screen.findByRole('button', { name: '重试' })).toBeInTheDocument();
  });
});

describe('a teacher', () => {
  it('sees the own enrolment with the rank on the waiting list', async () => {
    asUser(TEACHER);
    serve({
      'GET /api/v1/training-enrolments': () => ({
        items: [{ ...enrolment, status: 'waiting', rank: 3 }],
      }),
    });
    show('/my-training');
    expect(await screen.findByText('候补第 3 位')).toBeInTheDocument();
    expect(screen.getByText(/名额已满，您在候补名单中/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: '研修资料' })).toHaveAttribute(
      'href',
      '/training/batches/b1?tab=materials',
    );
  });

  it('who has a result still finds what they handed in', async () => {
    asUser(TEACHER);
    serve({
      ...shared,
      'GET /api/v1/training-enrolments': () => ({ items: [{ ...enrolment, status: 'failed' }] }),
    });
    show('/my-training');
    expect(await screen.findByRole('link', { name: '教学设计' })).toHaveAttribute(
      'href',
      '/my-training/design',
    );
  });

  it('without one is told whom to ask', async () => {
    asUser(TEACHER);
    serve({ 'GET /api/v1/training-enrolments': () => ({ items: [] }) });
    show('/my-training');
    expect(await screen.findByText(/请联系本校管理员/)).toBeInTheDocument();
  });
});
