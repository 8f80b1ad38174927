import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, type Call, json, problem, serve } from '@/test/api';
import { findDialog, findDrawer, renderStaffRoutes } from '@/test/render';
import { batch, shared, TEACHER } from '@/test/training';
import type { Batch } from '../api';
import TestPage from './TestPage';
import { TestTab } from './TestTab';

const test = {
  id: 't1',
  batch_id: 'b1',
  batch_title: '第三期研修',
  paper: {
    id: 'p1',
    title: '卷 A',
    time_limit_minutes: 60,
    questions: 2,
    points_hundredths: 10_000,
  },
  opens_at: '2020-03-02T00:00:00Z',
  closes_at: '2020-03-02T06:00:00Z',
  max_attempts: 2,
  started: false,
  now: '2020-03-02T01:00:00Z',
  version: 1,
};
const mine = { enrolment_id: 'n1', may_start: true, attempts_used: 0 };
const sheet = {
  id: 'a1',
  test_id: 't1',
  batch_title: '第三期研修',
  no: 1,
  status: 'open',
  started_at: '2020-03-02T01:00:00Z',
  deadline: '2020-03-02T02:00:00Z',
  now: '2020-03-02T01:00:00Z',
  items: [
    {
      id: 'q1',
      kind: 'single',
      stem: '税率？',
      options: [
        { key: 'k1', text: '6%' },
        { key: 'k2', text: '7%' },
      ],
      points_hundredths: 5000,
    },
    {
      id: 'q2',
      kind: 'multiple',
      stem: '哪些？',
      options: [
        { key: 'm1', text: '甲' },
        { key: 'm2', text: '乙' },
      ],
      points_hundredths: 5000,
    },
  ],
  answers: [{ question_id: 'q2', answer: ['m2'], saved_at: '2020-03-02T01:00:00Z' }],
};
const saved = { question_id: 'q1', saved_at: '2020-03-02T01:00:00Z', revision: 1, now: test.now };

describe('a participant’s test', () => {
  it('begins, saves every answer, goes on where it was and is handed in after a review', async () => {
    asUser(TEACHER);
    let state: 'before' | 'open' | 'done' = 'before';
    const { calls } = serve({
      'GET /api/v1/training-tests/t1': () => ({
        ...test,
        mine: {
          ...mine,
          ...(state === 'open' ? { may_start: false, open_attempt_id: 'a1' } : {}),
          ...(state === 'done' ? { attempts_used: 1, best_hundredths: 5000 } : {}),
        },
      }),
      'GET /api/v1/training-tests/t1/attempts': () => ({ items: [] }),
      'POST /api/v1/training-tests/t1/attempts': () => {
        state = 'open';
        return json(sheet, 201);
      },
      'GET /api/v1/test-attempts/a1': () => sheet,
      'PUT /api/v1/test-attempts/a1/answers/q1': () => saved,
      'POST /api/v1/test-attempts/a1/submit': () => {
        state = 'done';
        return { ...sheet, status: 'submitted', score_hundredths: 5000 };
      },
    });
    renderStaffRoutes({ '/my-training/test/:id': <TestPage /> }, '/my-training/test/t1');
    await userEvent.click(await screen.findByRole('button', { name: '开始作答' }));
    await userEvent.click(
      within(await findDialog('开始作答？')).getByRole('button', { name: '开始作答' }),
    );
    expect(await screen.findByRole('timer')).toHaveTextContent('剩余 1:00:00');
    // What was answered elsewhere counts.
    expect(screen.getByText('已答 1 / 2')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('radio', { name: '6%' }));
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('已保存'));
    const put = calls.find(({ method }) => method === 'PUT');
    expect(put?.body).toEqual({ answer: ['k1'] });
    await userEvent.click(screen.getByRole('button', { name: '下一题' }));
    expect(screen.getByRole('checkbox', { name: '乙' })).toBeChecked();
    await userEvent.click(screen.getByRole('button', { name: '检查并交卷' }));
    expect(screen.getByText('全部题目都已作答。')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '交卷' }));
    const dialog = await findDialog('确认交卷？');
    await userEvent.click(within(dialog).getByRole('button', { name: /交\s?卷/ }));
    expect(await screen.findByText('50.00')).toBeInTheDocument();
  });

  it('says that an answer is not saved, and saves it when it can', async () => {
    asUser(TEACHER);
    let down = true;
    serve({
      'GET /api/v1/training-tests/t1': () => ({
        ...test,
        mine: { ...mine, may_start: false, open_attempt_id: 'a1' },
      }),
      'GET /api/v1/test-attempts/a1': () => sheet,
      'PUT /api/v1/test-attempts/a1/answers/q1': () => (down ? problem(503, 'overloaded') : saved),
    });
    renderStaffRoutes({ '/my-training/test/:id': <TestPage /> }, '/my-training/test/t1');
    await userEvent.click(await screen.findByRole('radio', { name: '6%' }));
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('保存失败'));
    down = false;
    await userEvent.click(within(screen.getByRole('status')).getByRole('button'));
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('已保存'));
  });

  it('says why no attempt may begin', async () => {
    asUser(TEACHER);
    serve({
      'GET /api/v1/training-tests/t1': () => ({
        ...test,
        now: '2020-03-02T07:00:00Z',
        mine: { ...mine, may_start: false },
      }),
      'GET /api/v1/training-tests/t1/attempts': () => ({ items: [] }),
    });
    renderStaffRoutes({ '/my-training/test/:id': <TestPage /> }, '/my-training/test/t1');
    expect(await screen.findByText('测验已截止。')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '开始作答' })).not.toBeInTheDocument();
  });
});

describe('the test of a batch', () => {
  it('is offered to be set where there is none, to whoever keeps the batch', async () => {
    asUser(BRANCH);
    serve({
      ...shared,
      'GET /api/v1/training-batches/b1/test': () => problem(404, 'not_found'),
      'GET /api/v1/papers': ({ query }: Call) => ({
        items:
          query.get('status') === 'published'
            ? [{ id: 'p1', title: '卷 A', questions: 2, time_limit_minutes: 60 }]
            : [],
      }),
    });
    renderStaffRoutes({ '/b': <TestTab batch={batch as unknown as Batch} /> }, '/b');
    expect(await screen.findByText('这个批次还没有在线测验')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /设置测验/ }));
    const drawer = await findDrawer('设置测验');
    const closes = drawer.getByLabelText('截止时间');
    await userEvent.type(closes, '2020-03-30T18:00');
    expect(await drawer.findByText(/晚于批次最后一天（2020年3月11日）/)).toBeInTheDocument();
    await userEvent.clear(closes);
    await userEvent.type(closes, '2020-03-11T18:00');
    await waitFor(() => expect(drawer.queryByText(/晚于批次最后一天/)).not.toBeInTheDocument());
  });
});
