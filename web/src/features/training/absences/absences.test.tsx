import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, json, problem, serve } from '@/test/api';
import { findDrawer, renderStaff } from '@/test/render';
import { TRAINER } from '@/test/training';
import AbsencesPage from './AbsencesPage';

const absence = {
  id: 'a1',
  user_id: 'u1',
  name: '培训师甲',
  starts_at: '2020-03-05T00:00:00Z',
  ends_at: '2020-03-06T00:00:00Z',
  reason: '出差',
  created_at: '2020-03-01T00:00:00Z',
};

async function fill(drawer: Awaited<ReturnType<typeof findDrawer>>) {
  await userEvent.type(drawer.getByLabelText('开始时间'), '2020-03-05T08:00');
  await userEvent.type(drawer.getByLabelText('结束时间'), '2020-03-06T08:00');
  await userEvent.type(drawer.getByLabelText('原因'), '出差');
  await userEvent.click(drawer.getByRole('button', { name: '保存' }));
}

describe('absences', () => {
  it('are noted by a trainer for nobody but themselves; what is booked already is said', async () => {
    asUser(TRAINER);
    let attempts = 0;
    const { calls } = serve({
      'GET /api/v1/trainer-absences': () => ({ items: [] }),
      'POST /api/v1/trainer-absences': () => {
        attempts += 1;
        return attempts === 1 ? problem(409, 'double_booked') : json(absence, 201);
      },
    });
    renderStaff(<AbsencesPage />);
    const [add] = await screen.findAllByRole('button', { name: /登记请假/ });
    if (!add) throw new Error('no button');
    await userEvent.click(add);
    const drawer = await findDrawer('登记请假');
    expect(drawer.queryByLabelText('培训师')).not.toBeInTheDocument();
    await fill(drawer);
    expect(await drawer.findByRole('alert')).toBeInTheDocument();
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(attempts).toBe(2));
    expect(calls.filter(({ method }) => method === 'POST').at(-1)?.body).toEqual({
      starts_at: '2020-03-05T08:00:00+08:00',
      ends_at: '2020-03-06T08:00:00+08:00',
      reason: '出差',
    });
  });

  it('of the trainers of a region are filtered by a day of programme time, and taken back', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      'GET /api/v1/users': () => ({ items: [] }),
      'GET /api/v1/trainer-absences': () => ({ items: [absence], total: 1 }),
      'DELETE /api/v1/trainer-absences/a1': () => undefined,
    });
    renderStaff(<AbsencesPage />, '/?from=2020-03-02');
    await userEvent.click(await screen.findByRole('checkbox', { name: /选择 培训师甲/ }));
    expect(calls.find(({ path }) => path === '/api/v1/trainer-absences')?.query.get('from')).toBe(
      '2020-03-02T00:00:00+08:00',
    );
    await userEvent.click(screen.getByRole('button', { name: '取消请假' }));
    const question = await screen.findByText(/取消选中的 1 条请假/);
    const dialog = question.closest<HTMLElement>('.ant-modal') ?? document.body;
    await userEvent.click(within(dialog).getByRole('button', { name: '取消请假' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'DELETE')).toBe(true));
  });
});
