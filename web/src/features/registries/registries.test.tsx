import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/api/types';
import { asUser, BRANCH, HQ, json, problem, serve } from '@/test/api';
import { findDrawer, renderStaff, renderStaffRoutes } from '@/test/render';
import ExportPage from './ExportPage';
import ExportsPage from './ExportsPage';
import ReceiptImportPage from './ReceiptImportPage';

const CERTIFIER: Grant = {
  id: 'g-c',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'certifier',
  scope: { kind: 'country' },
};
const sums = { rows: 3, issued: 3, valid: 2, revoked: 1, superseded: 0 };
const numbers = { first_number: '20201100000000126', last_number: '20201100000000320' };
const made = {
  id: 'x1',
  format: 'jsonl',
  status: 'ready',
  filter: {},
  log_from: 0,
  log_to: 4,
  with_document_numbers: false,
  counts: {
    ...sums,
    ...numbers,
    registered: 1,
    documents_withheld: 0,
    by_kind: [{ kind: 'skill_certificate', ...sums, ...numbers }],
    by_region: [{ region_code: '32', ...sums, rows: 2 }],
  },
  sha256: 'ab'.repeat(32),
  size: 1200,
  job_id: 'j1',
  created_by: 'user-1',
  created_by_name: '林晓',
  created_at: '2020-07-01T01:00:00Z',
};
const base = {
  'GET /api/v1/editions': () => ({ items: [] }),
  'GET /api/v1/issuance-runs': () => ({ items: [] }),
};

const open = (at: string) =>
  renderStaffRoutes(
    { '/registry-exports': <ExportsPage />, '/registry-exports/:id': <ExportPage /> },
    at,
  );

describe('registry exports', () => {
  it('are asked for with what was chosen, and watched until the counts are there', async () => {
    asUser(HQ);
    let now: object = { ...made, status: 'making', counts: undefined };
    const { calls } = serve({
      ...base,
      'GET /api/v1/registry-exports': () => ({ items: [] }),
      'POST /api/v1/registry-exports': () => json({ export: now, job: { id: 'j1' } }, 202),
      'GET /api/v1/registry-exports/x1': () => now,
      'GET /api/v1/jobs/j1': () => {
        now = made;
        return { id: 'j1', kind: 'x', status: 'succeeded', rows_done: 3, rows_total: 3 };
      },
    });
    const { router } = open('/registry-exports');
    const buttons = await screen.findAllByRole('button', { name: /新建导出/ });
    await userEvent.click(buttons[0] as HTMLElement);
    const drawer = await findDrawer('新建导出');
    await userEvent.click(drawer.getByRole('radio', { name: /JSON Lines/ }));
    await userEvent.click(drawer.getByRole('button', { name: '开始导出' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/registry-exports/x1'));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      format: 'jsonl',
      filter: {},
    });
    const all = (await screen.findByText('合计')).closest('tr') as HTMLElement;
    expect(within(all).getByText('2020110-00000001-26')).toBeInTheDocument();
    expect([...all.querySelectorAll('td')].slice(1, 6).map((cell) => cell.textContent)).toEqual([
      '3',
      '3',
      '2',
      '1',
      '0',
    ]);
    expect(screen.getByText('ab'.repeat(32))).toBeInTheDocument();
  });

  it('let a choice be cleared in the reader’s language', async () => {
    asUser(HQ);
    serve({ ...base, 'GET /api/v1/registry-exports': () => ({ items: [] }) });
    open('/registry-exports');
    const buttons = await screen.findAllByRole('button', { name: /新建导出/ });
    await userEvent.click(buttons[0] as HTMLElement);
    const drawer = await findDrawer('新建导出');
    await userEvent.click(drawer.getByLabelText('证书类型'));
    await userEvent.click(await screen.findByTitle('培训合格证'));
    await userEvent.click(await drawer.findByLabelText('清除'));
    await waitFor(() => expect(drawer.queryByLabelText('清除')).toBeNull());
  });

  it('ask for the purpose before whole document numbers are listed', async () => {
    asUser(HQ);
    const { calls } = serve({
      ...base,
      'GET /api/v1/registry-exports': () => ({ items: [] }),
      'POST /api/v1/registry-exports': () =>
        problem(422, 'invalid', {
          errors: [{ pointer: '/filter', code: 'too_many', message: 'too many' }],
        }),
    });
    open('/registry-exports');
    const buttons = await screen.findAllByRole('button', { name: /新建导出/ });
    await userEvent.click(buttons[0] as HTMLElement);
    const drawer = await findDrawer('新建导出');
    expect(drawer.queryByLabelText('用途说明')).toBeNull();
    await userEvent.click(drawer.getByRole('checkbox', { name: '列出完整证件号码' }));
    await userEvent.click(drawer.getByRole('button', { name: '开始导出' }));
    expect(await drawer.findByText('请写明用途')).toBeInTheDocument();
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    await userEvent.type(drawer.getByLabelText('用途说明'), '报送国家平台');
    await userEvent.click(drawer.getByRole('button', { name: '开始导出' }));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        format: 'xlsx',
        filter: {},
        with_document_numbers: true,
        reason: '报送国家平台',
      }),
    );
    expect(await drawer.findByText(/数量过多/)).toBeInTheDocument();
  });

  it('go on from one another with nothing to choose but the format', async () => {
    asUser(BRANCH);
    const next = { ...made, id: 'x2', after_export: 'x1', log_from: 4, log_to: 6 };
    const { calls } = serve({
      ...base,
      'GET /api/v1/registry-exports/x1': () => made,
      'GET /api/v1/registry-exports/x2': () => next,
      'POST /api/v1/registry-exports': () => json({ export: next, job: { id: 'j2' } }, 202),
    });
    const { router } = open('/registry-exports/x1');
    await userEvent.click(await screen.findByRole('button', { name: '导出此后的增量' }));
    const drawer = await findDrawer('导出此后的增量');
    expect(drawer.queryByLabelText('颁发日期从')).toBeNull();
    expect(drawer.queryByRole('checkbox', { name: '列出完整证件号码' })).toBeNull();
    await userEvent.click(drawer.getByRole('button', { name: '开始导出' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/registry-exports/x2'));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      format: 'jsonl',
      after_export: 'x1',
    });
    expect(await screen.findByRole('link', { name: '查看上一次导出' })).toHaveAttribute(
      'href',
      '/registry-exports/x1',
    );
  });

  it('that failed say why and are resumed', async () => {
    asUser(CERTIFIER);
    let now: object = {
      ...made,
      status: 'failed',
      counts: undefined,
      problem: { code: 'interrupted', detail: 'The node stopped' },
    };
    const { calls } = serve({
      ...base,
      'GET /api/v1/registry-exports/x1': () => now,
      'POST /api/v1/registry-exports/x1/resume': () => {
        now = made;
        return json({ export: made, job: { id: 'j2' } }, 202);
      },
    });
    open('/registry-exports/x1');
    expect(await screen.findByText(/任务已取消，或服务重启时中断/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '继续生成' }));
    expect(await screen.findByText('可下载')).toBeInTheDocument();
    expect(calls.some(({ path }) => path.endsWith('/resume'))).toBe(true);
  });

  it('with whole document numbers offer their file to HQ alone', async () => {
    const row = { ...made, with_document_numbers: true, reason: '报送国家平台' };
    for (const [grant, offered] of [
      [CERTIFIER, false],
      [HQ, true],
    ] as const) {
      asUser(grant);
      serve({ ...base, 'GET /api/v1/registry-exports': () => ({ items: [row] }) });
      const { unmount } = open('/registry-exports');
      expect(await screen.findByText('含完整证件号码')).toBeInTheDocument();
      expect(screen.queryAllByRole('button', { name: /下载/ })).toHaveLength(offered ? 1 : 0);
      unmount();
    }
  });
});

describe('registry receipts', () => {
  it('come from a file with a template', async () => {
    asUser(CERTIFIER);
    serve({ 'GET /api/v1/registry-receipt-imports': () => ({ items: [] }) });
    renderStaff(<ReceiptImportPage />);
    expect(await screen.findByText('登记回执')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /下载模板/ })).toBeInTheDocument();
    expect(document.querySelector('input[type=file]')).toBeEnabled();
  });
});
