import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/api/types';
import { asUser, type Call, json, problem, serve } from '@/test/api';
import { findDialog, renderStaffRoutes } from '@/test/render';
import RunPage from './RunPage';
import RunsPage from './RunsPage';

const CERTIFIER: Grant = {
  id: 'g-c',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'certifier',
  scope: { kind: 'country' },
};
const edition = { id: 'e1', title_zh: '某期', title_en: 'An edition', status: 'open' };
const run = {
  id: 'r1',
  edition_id: 'e1',
  basis: 'exam',
  filter: {},
  status: 'prepared',
  counts: { eligible: 2, ineligible: 1, already_held: 0, issued: 0 },
  prepared_by: 'user-2',
  prepared_by_name: '周颖',
  prepared_at: '2020-07-01T01:00:00Z',
  version: 5,
};
const person = (id: string, name: string) => ({
  id,
  holder: { student_id: `s-${id}`, name, code: `2020${id}` },
  institution: { id: 'i1', name: '某学院', region_code: '42' },
  subjects: [] as object[],
  reasons: [] as object[],
});
const items: Record<string, object[]> = {
  eligible: [
    {
      ...person('1', '欧阳㛃'),
      outcome: 'eligible',
      subjects: [{ subject: 'steward', score: '87.5' }],
    },
    {
      ...person('4', '李后来'),
      outcome: 'eligible',
      reasons: [{ subject: 'steward', status: 'voided' }],
    },
  ],
  ineligible: [
    {
      ...person('2', '王小明'),
      outcome: 'ineligible',
      reasons: [{ subject: 'steward', status: 'absent' }],
    },
    {
      ...person('3', '王\u{2ebf0}'),
      outcome: 'ineligible',
      reasons: [{ status: 'unprintable_character', detail: 'holder_name: U+2EBF0' }],
    },
  ],
};
const base = {
  'GET /api/v1/editions': () => ({ items: [edition] }),
  'GET /api/v1/institutions': () => ({ items: [] }),
  'GET /api/v1/editions/e1/subjects': () => ({
    items: [{ code: 'steward', title_zh: '企业管家', title_en: 'Steward' }],
  }),
  'GET /api/v1/issuance-runs/r1/items': ({ query }: Call) => ({
    items: items[query.get('outcome') ?? ''] ?? [],
  }),
};

const open = (at: string) =>
  renderStaffRoutes(
    {
      '/issuance-runs': <RunsPage />,
      '/issuance-runs/:id': <RunPage />,
    },
    at,
  );

describe('issuance', () => {
  it('prepares a run of the edition in use and goes to it', async () => {
    asUser(CERTIFIER);
    const { calls } = serve({
      ...base,
      'GET /api/v1/issuance-runs': () => ({ items: [] }),
      'POST /api/v1/issuance-runs': () => json({ ...run, prepared_by: 'user-1' }, 201),
      'GET /api/v1/issuance-runs/r1': () => ({ ...run, prepared_by: 'user-1' }),
    });
    const { router } = open('/issuance-runs');
    const buttons = await screen.findAllByRole('button', { name: /准备发证批次/ });
    await userEvent.click(buttons[0] as HTMLElement);
    await userEvent.click(screen.getByRole('button', { name: '开始准备' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/issuance-runs/r1'));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      edition_id: 'e1',
      basis: 'exam',
      filter: {},
    });
    // One's own run: somebody else has to approve it.
    expect(await screen.findByText(/须由另一位培训认证人员批准/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '批准' })).toBeNull();
  });

  it('shows who gets one and who does not and why', async () => {
    asUser(CERTIFIER);
    serve({ ...base, 'GET /api/v1/issuance-runs/r1': () => run });
    open('/issuance-runs/r1');
    const deserving = (await screen.findByText('欧阳㛃')).closest('tr') as HTMLElement;
    await waitFor(() => expect(deserving).toHaveTextContent('企业管家 87.5'));
    expect(deserving).toHaveTextContent('可颁发');
    // The results have changed since: who approves is told.
    const doubted = screen.getByText('李后来').closest('tr') as HTMLElement;
    expect(doubted).toHaveTextContent('企业管家: 成绩作废');
    expect(doubted).toHaveTextContent('已不符合，颁发时不计入');
    await userEvent.click(screen.getByText('不符合 1'));
    expect(await screen.findByText('王小明')).toBeInTheDocument();
    expect(await screen.findByText(/企业管家: 缺考/)).toBeInTheDocument();
    // A name that no font can print: which character, and where it stands.
    const row = screen.getByText('王\u{2ebf0}').closest('tr') as HTMLElement;
    expect(within(row).getByText('姓名中的“\u{2ebf0}”（U+2EBF0）')).toBeInTheDocument();
    expect(row).toHaveTextContent('有无法打印的字');
  });

  it('names the school that it is limited to', async () => {
    asUser(CERTIFIER);
    serve({
      ...base,
      'GET /api/v1/issuance-runs/r1': () => ({ ...run, filter: { institution_id: 'i9' } }),
      'GET /api/v1/institutions/i9': () => ({ id: 'i9', name: '江城职业学院' }),
    });
    open('/issuance-runs/r1');
    expect(await screen.findByText('江城职业学院')).toBeInTheDocument();
  });

  it('is approved by another, then issued with its progress in sight', async () => {
    asUser(CERTIFIER);
    let now: Record<string, unknown> = run;
    const { calls } = serve({
      ...base,
      'GET /api/v1/issuance-runs/r1': () => now,
      'POST /api/v1/issuance-runs/r1/approve': () => {
        now = {
          ...run,
          status: 'approved',
          approved_by: 'user-1',
          approved_by_name: '林晓',
          version: 6,
        };
        return now;
      },
      'POST /api/v1/issuance-runs/r1/issue': () => {
        now = { ...now, status: 'issuing', version: 7 };
        return json({ run: now, job: { id: 'j1' } }, 202);
      },
      'GET /api/v1/jobs/j1': () => {
        now = { ...now, status: 'issued', counts: { ...run.counts, issued: 2 } };
        return { id: 'j1', kind: 'x', status: 'succeeded', rows_done: 2, rows_total: 2 };
      },
    });
    open('/issuance-runs/r1');
    await userEvent.click(await screen.findByRole('button', { name: '批准' }));
    const approval = await findDialog('批准颁发 2 张证书？');
    await userEvent.click(within(approval).getByRole('button', { name: '批准' }));
    await userEvent.click(await screen.findByRole('button', { name: '颁发' }));
    const issue = await findDialog('颁发 2 张证书？');
    await userEvent.click(within(issue).getByRole('button', { name: '颁发' }));
    expect(await screen.findByText('已颁发 2 张证书')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /批量打印/ })).toHaveAttribute(
      'href',
      '/certificate-print-jobs?print=new&run_id=r1',
    );
    const sent = (end: string) =>
      calls.find(({ path }) => path.endsWith(end))?.headers.get('If-Match');
    expect(sent('/approve')).toBe('"5"');
    expect(sent('/issue')).toBe('"6"');
  });

  it('says when the server wants another person', async () => {
    asUser(CERTIFIER);
    serve({
      ...base,
      'GET /api/v1/issuance-runs/r1': () => run,
      'POST /api/v1/issuance-runs/r1/approve': () => problem(409, 'same_person'),
    });
    open('/issuance-runs/r1');
    await userEvent.click(await screen.findByRole('button', { name: '批准' }));
    const approval = await findDialog('批准颁发 2 张证书？');
    await userEvent.click(within(approval).getByRole('button', { name: '批准' }));
    expect(await screen.findByText(/必须由另一个人完成/)).toBeInTheDocument();
  });
});
