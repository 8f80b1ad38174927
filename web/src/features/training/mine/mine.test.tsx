import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, type Call, json, problem, serve } from '@/test/api';
import { findDrawer, renderStaffRoutes } from '@/test/render';
import { enrolment, participant, shared, TEACHER, task } from '@/test/training';
import MyTrainingPage from '../enrolments/MyTrainingPage';

const placed = {
  ...enrolment,
  status: 'placed',
  class: { id: 'c1', title: '湖北 1 班', status: 'running' },
};
const standing = {
  participant,
  times: 1,
  minutes: 15,
  days_without: 1,
  max_days: 3,
  due_at: '2020-03-08T01:00:00Z',
  owed: false,
  last: { by: { id: 'u1', name: '窦线娘' }, given_at: '2020-03-05T01:00:00Z', minutes: 15 },
};
const session = {
  id: 's1',
  title: '第三讲',
  status: 'planned',
  starts_at: '2020-03-06T01:00:00Z',
  can_join: true,
};
const served = {
  ...shared,
  'GET /api/v1/training-enrolments': () => ({ items: [placed] }),
  'GET /api/v1/class-tasks': () => ({ items: [task] }),
  'GET /api/v1/guidance-overview': () => ({ items: [standing] }),
  'GET /api/v1/guidance-requests': () => ({ items: [] }),
  'GET /api/v1/live-sessions': () => ({ items: [session] }),
  'GET /api/v1/my-training-hours': () => ({
    items: [
      { enrolment_id: 'n1', attended_hours: 10, held_hours: 12, percent: 83, min_percent: 60 },
    ],
  }),
  'GET /api/v1/training-judgements': () => ({ items: [] }),
  'GET /api/v1/training-batches/b1/materials': () => ({
    items: [{ id: 'm1', title: '培训大纲', url: 'https://example.org/outline', created_at: 'x' }],
  }),
};

const show = () => renderStaffRoutes({ '/my-training': <MyTrainingPage /> }, '/my-training');

describe('a participant', () => {
  it('finds the certificate and the calendar feed', async () => {
    asUser(TEACHER);
    const { calls } = serve({
      ...served,
      'GET /api/v1/training-enrolments': () => ({ items: [{ ...placed, status: 'passed' }] }),
      'GET /api/v1/certificates': () => ({ items: [{ id: 'z1', number: '20201200000000196' }] }),
    });
    show();
    expect(await screen.findByRole('link', { name: '2020120-00000001-96' })).toHaveAttribute(
      'href',
      '/certificates/z1',
    );
    const asked = calls.find(({ path }) => path === '/api/v1/certificates')?.query;
    expect(asked?.get('kind')).toBe('training_certificate');
    expect(asked?.get('status')).toBe('valid');
    expect(await screen.findByRole('link', { name: '日历订阅' })).toHaveAttribute(
      'href',
      '/account',
    );
  });

  it('asks the trainers of the class', async () => {
    asUser(TEACHER);
    const { calls } = serve({
      ...served,
      'POST /api/v1/guidance-requests': () => json({ id: 'r1' }, 201),
    });
    show();
    expect(await screen.findByText(/窦线娘.*共 1 次、15 分钟/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /请求指导/ }));
    const drawer = await findDrawer('请求指导');
    await userEvent.type(drawer.getByLabelText('问题'), '如何分组？');
    await userEvent.click(drawer.getByRole('button', { name: '发送' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      enrolment_id: 'n1',
      question: '如何分组？',
    });
  });

  it('hands in work and sees the material', async () => {
    asUser(TEACHER);
    const { calls } = serve({
      ...served,
      'PUT /api/v1/class-tasks/k1/hand-in': () =>
        json({ task_id: 'k1', enrolment_id: 'n1', late: false, version: 1 }),
    });
    show();
    expect(await screen.findByRole('link', { name: '培训大纲' })).toHaveAttribute(
      'href',
      'https://example.org/outline',
    );
    await userEvent.click(await screen.findByRole('button', { name: '提交作业“业务分析”' }));
    const drawer = await findDrawer('提交“业务分析”');
    await userEvent.type(drawer.getByLabelText('作业内容'), '三段流程');
    await userEvent.click(drawer.getByRole('button', { name: '提交作业' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'PUT')).toBe(true));
    expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({ body: '三段流程' });
  });

  it('hands nothing in without the file that is not there yet', async () => {
    asUser(TEACHER);
    const { calls } = serve({
      ...served,
      'GET /api/v1/uploads': () => ({ items: [] }),
      'POST /api/v1/uploads': () => problem(503, 'overloaded'),
      'PUT /api/v1/class-tasks/k1/hand-in': () =>
        json({ task_id: 'k1', enrolment_id: 'n1', late: false, version: 1 }),
    });
    const { baseElement } = show();
    await userEvent.click(await screen.findByRole('button', { name: '提交作业“业务分析”' }));
    const drawer = await findDrawer('提交“业务分析”');
    await userEvent.type(drawer.getByLabelText('作业内容'), '三段流程');
    const input = baseElement.querySelector<HTMLInputElement>('.ant-drawer-open input[type=file]');
    if (!input) throw new Error('nothing to choose a file with');
    await userEvent.upload(input, new File(['x'], '作业.docx'));
    await drawer.findByText(/上传中断/);
    await userEvent.click(drawer.getByRole('button', { name: '提交作业' }));
    expect(await drawer.findByText(/文件还没有传完/)).toBeInTheDocument();
    expect(calls.some(({ method }) => method === 'PUT')).toBe(false);
  });

  it('reads older questions as well', async () => {
    asUser(TEACHER);
    const question = (id: string, text: string) => ({
      id,
      participant,
      question: text,
      asked_at: '2020-03-02T01:00:00Z',
      due_at: '2020-03-03T01:00:00Z',
      status: 'withdrawn',
      late: false,
      version: 1,
    });
    serve({
      ...served,
      'GET /api/v1/guidance-requests': ({ query }: Call) =>
        query.get('cursor') === 'older'
          ? { items: [question('r2', '较早的问题')] }
          : { items: [question('r1', '最近的问题')], next: 'older' },
    });
    show();
    expect(await screen.findByText('最近的问题')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '显示更多' }));
    expect(await screen.findByText('较早的问题')).toBeInTheDocument();
    expect(screen.getByText('最近的问题')).toBeInTheDocument();
  });

  it('does not replace work that was in time once the task is past due', async () => {
    asUser(TEACHER);
    const own = { task_id: 'k1', enrolment_id: 'n1', body: 'x', late: false, version: 1 };
    serve({
      ...served,
      'GET /api/v1/class-tasks': () => ({ items: [{ ...task, overdue: true, own }] }),
    });
    show();
    expect(await screen.findByText('按时')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /提交作业/ })).not.toBeInTheDocument();
  });

  it('enters the next live session and sees the hours attended', async () => {
    asUser(TEACHER);
    serve(served);
    show();
    expect(await screen.findByRole('link', { name: '第三讲' })).toHaveAttribute(
      'href',
      '/live-sessions/s1',
    );
    expect(screen.getByRole('button', { name: /第三讲/ })).toBeInTheDocument();
    expect(await screen.findByText('已参加直播 10 / 12 学时')).toBeInTheDocument();
  });

  it('who waits for a class is shown none of it', async () => {
    asUser(TEACHER);
    const { calls } = serve({
      ...served,
      'GET /api/v1/training-enrolments': () => ({ items: [enrolment] }),
    });
    show();
    expect(await screen.findByText('已报名')).toBeInTheDocument();
    expect(calls.some(({ path }) => path.endsWith('class-tasks'))).toBe(false);
  });
});
