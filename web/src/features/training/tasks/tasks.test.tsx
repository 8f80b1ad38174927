import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, json, serve } from '@/test/api';
import { findDialog, findDrawer, renderStaffRoutes } from '@/test/render';
import { participant, shared, TRAINER, task } from '@/test/training';
import { TaskList } from './TaskList';
import TaskPage from './TaskPage';

const work = {
  task_id: 'k1',
  enrolment_id: 'n1',
  body: '采购、销售、核算三段',
  handed_in_at: '2020-03-04T01:00:00Z',
  late: true,
  version: 2,
};
const other = {
  participant: {
    ...participant,
    enrolment_id: 'n2',
    teacher: { id: 't2', name: '秦琼', staff_no: 'T2' },
  },
};

describe('class tasks', () => {
  it('are set by a trainer on the page of the class', async () => {
    asUser(TRAINER);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/class-tasks': () => ({ items: [], total: 0 }),
      'POST /api/v1/class-tasks': () => json(task, 201),
    });
    renderStaffRoutes({ '/': <TaskList classId="c1" lastDay="2020-03-06" /> }, '/');
    const [add] = await screen.findAllByRole('button', { name: /布置作业/ });
    if (!add) throw new Error('no button');
    await userEvent.click(add);
    const drawer = await findDrawer('布置作业');
    await userEvent.type(drawer.getByLabelText('作业名称'), '业务分析');
    const due = drawer.getByLabelText('截止时间');
    await userEvent.type(due, '2020-03-07T18:00');
    expect(await drawer.findByText(/晚于班级最后一天（2020年3月6日）/)).toBeInTheDocument();
    await userEvent.clear(due);
    await userEvent.type(due, '2020-03-06T18:00');
    await waitFor(() => expect(drawer.queryByText(/晚于班级最后一天/)).not.toBeInTheDocument());
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      class_id: 'c1',
      title: '业务分析',
      description: '',
      due_at: '2020-03-06T18:00:00+08:00',
    });
  });

  it('of a class that is over are set no more', async () => {
    asUser(TRAINER);
    serve({ ...shared, 'GET /api/v1/class-tasks': () => ({ items: [], total: 0 }) });
    renderStaffRoutes({ '/': <TaskList classId="c1" goesOn={false} /> }, '/');
    expect(await screen.findByText('没有作业')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /布置作业/ })).not.toBeInTheDocument();
  });

  it('show who handed in late and who has not; a trainer reads the work', async () => {
    asUser(TRAINER);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/class-tasks/k1': () => ({ ...task, overdue: true }),
      'GET /api/v1/class-tasks/k1/hand-ins': () => ({
        items: [{ participant, hand_in: work }, other],
      }),
      'POST /api/v1/class-tasks/k1/hand-ins/n1/read': () => json({ ...work, version: 3 }),
    });
    renderStaffRoutes({ '/training/tasks/:id': <TaskPage /> }, '/training/tasks/k1');
    expect(await screen.findByText('采购、销售、核算三段')).toBeInTheDocument();
    expect(screen.getByText('逾期')).toBeInTheDocument();
    expect(screen.getByText('逾期未提交')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '批阅单雄信的作业' }));
    const dialog = await findDialog('批阅单雄信的作业');
    const remarks = dialog.querySelector('textarea');
    if (!remarks) throw new Error('no field');
    await userEvent.type(remarks, '请补充');
    const ok = [...dialog.querySelectorAll('button')].find((b) => b.textContent === '标为已批阅');
    if (!ok) throw new Error('no button');
    await userEvent.click(ok);
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    const post = calls.find(({ method }) => method === 'POST');
    expect(post?.body).toEqual({ remarks: '请补充' });
    expect(post?.headers.get('If-Match')).toBe('"2"');
  });

  it('keep their day when only the words change', async () => {
    asUser(TRAINER);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/class-tasks/k1': () => task,
      'GET /api/v1/class-tasks/k1/hand-ins': () => ({ items: [] }),
      'PATCH /api/v1/class-tasks/k1': () => json({ ...task, version: 2 }),
    });
    renderStaffRoutes({ '/training/tasks/:id': <TaskPage /> }, '/training/tasks/k1');
    await userEvent.click(await screen.findByRole('button', { name: /修改作业/ }));
    const drawer = await findDrawer('修改作业');
    await userEvent.type(drawer.getByLabelText('作业名称'), '（改）');
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'PATCH')).toBe(true));
    expect(calls.find(({ method }) => method === 'PATCH')?.body).toEqual({
      title: '业务分析（改）',
      description: '分析本校业务流程',
    });
  });
});
