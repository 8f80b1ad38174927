import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, type Call, HQ, problem, serve } from '@/test/api';
import { findDialog, renderStaffRoutes } from '@/test/render';
import { shared } from '@/test/training';
import type { Question } from './api';
import PaperPage from './PaperPage';

const question = (stem: string): Question => ({
  kind: 'single',
  stem,
  options: [
    { key: 'k1', text: '6%' },
    { key: 'k2', text: '7%' },
  ],
  answer: ['k1'],
  points_hundredths: 500,
});
const paper = {
  id: 'p1',
  edition_id: 'e1',
  title: '卷 A',
  status: 'draft',
  multiple_marks: 'exact',
  time_limit_minutes: 60,
  questions: 1,
  points_hundredths: 500,
  items: [question('税率')],
  faults: [],
  updated_at: '2020-03-02T01:00:00Z',
  version: 1,
};
const show = () => renderStaffRoutes({ '/papers/:id': <PaperPage /> }, '/papers/p1');
const stem = () => screen.findByLabelText('题干');
const save = () => userEvent.click(screen.getByRole('button', { name: /^保\s?存$/ }));
const stems = ({ body }: Call) => (body as { items: Question[] }).items.map((one) => one.stem);

describe('a paper that is being written', () => {
  it('keeps what is typed while a version is on its way, and saves that next', async () => {
    asUser(HQ);
    let answer = () => {};
    const arrived = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let version = 1;
    const { calls } = serve({
      ...shared,
      'GET /api/v1/papers/p1': () => paper,
      'PUT /api/v1/papers/p1/questions': async ({ body }: Call) => {
        if (version === 1) await arrived;
        version += 1;
        return { ...paper, ...(body as object), version };
      },
    });
    show();
    await userEvent.type(await stem(), '是');
    await save();
    expect(await screen.findByText('正在保存')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: '发布' })).toBeDisabled();
    await userEvent.type(await stem(), '多少');
    answer();
    await waitFor(() => expect(screen.getByRole('button', { name: '发布' })).toBeEnabled());
    expect(await stem()).toHaveValue('税率是多少');
    expect(screen.getByText('未保存')).toBeInTheDocument();
    await save();
    expect(await screen.findByText(/已保存/)).toBeInTheDocument();
    const sent = calls.filter(({ method }) => method === 'PUT');
    expect(sent.map(stems)).toEqual([['税率是'], ['税率是多少']]);
    expect(sent.map(({ headers }) => headers.get('If-Match'))).toEqual(['"1"', '"2"']);
  });

  it('sends what is typed again after a failure', async () => {
    asUser(HQ);
    let tries = 0;
    const { calls } = serve({
      ...shared,
      'GET /api/v1/papers/p1': () => paper,
      'PUT /api/v1/papers/p1/questions': ({ body }: Call) => {
        tries += 1;
        return tries === 1
          ? problem(503, 'overloaded')
          : { ...paper, ...(body as object), version: 2 };
      },
    });
    show();
    await userEvent.type(await stem(), '是');
    await save();
    const [retry] = await screen.findAllByRole('button', { name: '重试' });
    await userEvent.click(retry as HTMLElement);
    expect(await screen.findByText(/已保存/)).toBeInTheDocument();
    expect(calls.filter(({ method }) => method === 'PUT').map(stems)).toEqual([
      ['税率是'],
      ['税率是'],
    ]);
  });

  it('takes what somebody else saved only after a yes', async () => {
    asUser(HQ);
    let theirs = false;
    serve({
      ...shared,
      'GET /api/v1/papers/p1': () =>
        theirs ? { ...paper, items: [question('他人的题')], version: 2 } : paper,
      'PUT /api/v1/papers/p1/questions': () => {
        theirs = true;
        return problem(412, 'version_mismatch');
      },
    });
    show();
    await userEvent.type(await stem(), '是');
    await save();
    await userEvent.click(await screen.findByRole('button', { name: '载入对方的修改' }));
    await findDialog('还有未保存的修改');
    expect(await stem()).toHaveValue('税率是');
    await userEvent.click(screen.getByRole('button', { name: '离开' }));
    await waitFor(async () => expect(await stem()).toHaveValue('他人的题'));
    expect(screen.queryByRole('button', { name: '载入对方的修改' })).not.toBeInTheDocument();
  });
});
