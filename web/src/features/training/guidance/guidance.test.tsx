import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, json, problem, serve } from '@/test/api';
import { findDrawer, renderStaffRoutes } from '@/test/render';
import { participant, shared, TRAINER } from '@/test/training';
import GuidancePage from './GuidancePage';

const request = {
  id: 'r1',
  participant,
  question: '评价环节如何设计？',
  asked_at: '2020-03-02T01:00:00Z',
  due_at: '2020-03-03T01:00:00Z',
  status: 'open',
  late: true,
  updated_at: '2020-03-02T01:00:00Z',
  version: 1,
};
const standing = {
  participant,
  times: 0,
  minutes: 0,
  days_without: 4,
  max_days: 3,
  due_at: '2020-03-05T01:00:00Z',
  owed: true,
  open_request: { ...request },
};

const show = (at: string) => renderStaffRoutes({ '/training/guidance': <GuidancePage /> }, at);

describe('guidance', () => {
  it('shows who is owed it with what is allowed, and a trainer answers what they asked', async () => {
    asUser(TRAINER);
    let tries = 0;
    const { calls } = serve({
      ...shared,
      'GET /api/v1/guidance-overview': () => ({ items: [standing], total: 1 }),
      'POST /api/v1/guidance-requests/r1/answer': () => {
        tries += 1;
        return tries === 1
          ? problem(422, 'invalid', {
              errors: [{ pointer: '/given_at', code: 'future', message: 'not in the future' }],
            })
          : json({ ...request, status: 'answered', version: 2 });
      },
    });
    show('/training/guidance?owed=true');
    expect(await screen.findByText(/已 4 天没有指导（最多 3 天）/)).toBeInTheDocument();
    expect(screen.getByText('超时未答复')).toBeInTheDocument();
    expect(calls.find(({ path }) => path.endsWith('overview'))?.query.get('owed')).toBe('true');
    await userEvent.click(screen.getByRole('button', { name: '答复单雄信的提问' }));
    const drawer = await findDrawer('答复单雄信');
    expect(drawer.getByText('评价环节如何设计？')).toBeInTheDocument();
    await userEvent.type(drawer.getByLabelText('时长（分钟）'), '20');
    await userEvent.type(drawer.getByLabelText('答复内容'), '用平台数据');
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(tries).toBe(1));
    expect(await drawer.findByText('不能晚于现在')).toBeInTheDocument();
    // What was typed stays when the server refuses.
    expect(drawer.getByLabelText('答复内容')).toHaveValue('用平台数据');
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(tries).toBe(2));
    const last = calls.filter(({ method }) => method === 'POST').at(-1);
    expect(last?.body).toEqual({ kind: 'video', minutes: 20, note: '用平台数据' });
    expect(last?.headers.get('If-Match')).toBe('"1"');
  });

  it('is still recorded where the question was answered or taken back meanwhile', async () => {
    asUser(TRAINER);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/guidance-requests': () => ({ items: [request], total: 1 }),
      'POST /api/v1/guidance-requests/r1/answer': () => problem(412, 'version_mismatch'),
      'POST /api/v1/guidance-records': () => json({ id: 'g1' }, 201),
    });
    show('/training/guidance?view=requests');
    await userEvent.click(await screen.findByRole('button', { name: '答复单雄信的提问' }));
    const drawer = await findDrawer('答复单雄信');
    await userEvent.type(drawer.getByLabelText('时长（分钟）'), '20');
    await userEvent.type(drawer.getByLabelText('答复内容'), '用平台数据');
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await userEvent.click(await drawer.findByRole('button', { name: '载入对方的修改' }));
    const record = await findDrawer('登记对单雄信的指导');
    expect(record.getByLabelText('说明')).toHaveValue('用平台数据');
    await userEvent.click(record.getByRole('button', { name: '保存' }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('guidance-records'))?.body).toEqual({
        enrolment_id: 'n1',
        kind: 'video',
        minutes: 20,
        note: '用平台数据',
      }),
    );
  });

  it('is recorded without being asked for', async () => {
    asUser(TRAINER);
    const { calls } = serve({
      ...shared,
      'GET /api/v1/guidance-overview': () => ({
        items: [{ ...standing, open_request: undefined }],
      }),
      'POST /api/v1/guidance-records': () => json({ id: 'g1' }, 201),
    });
    show('/training/guidance');
    await userEvent.click(await screen.findByRole('button', { name: '登记对单雄信的指导' }));
    const drawer = await findDrawer('登记对单雄信的指导');
    await userEvent.click(drawer.getByRole('radio', { name: '语音' }));
    await userEvent.type(drawer.getByLabelText('时长（分钟）'), '5');
    await userEvent.type(drawer.getByLabelText('指导时间'), '2020-03-04T09:30');
    await userEvent.click(drawer.getByRole('button', { name: '保存' }));
    await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      enrolment_id: 'n1',
      kind: 'voice',
      minutes: 5,
      given_at: '2020-03-04T09:30:00+08:00',
    });
  });

  it('is looked at by a branch, which answers nothing', async () => {
    asUser(BRANCH);
    serve({
      ...shared,
      'GET /api/v1/guidance-requests': () => ({ items: [request], total: 1 }),
    });
    show('/training/guidance?view=requests&status=open');
    expect(await screen.findByText('评价环节如何设计？')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /答复/ })).not.toBeInTheDocument();
  });
});
