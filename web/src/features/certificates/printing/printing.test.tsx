import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/api/types';
import { asUser, BRANCH, HQ, json, problem, serve } from '@/test/api';
import { findDrawer, renderStaffRoutes } from '@/test/render';
import CertificatesPage from '../CertificatesPage';
import PrintJobPage from './PrintJobPage';
import PrintJobsPage from './PrintJobsPage';

const SCHOOL: Grant = {
  id: 'g-school',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'institution_admin',
  scope: { kind: 'institution', region_code: '32', institution_id: 'i1' },
};
const TEACHER: Grant = {
  id: 'g-t',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'teacher',
  scope: { kind: 'self' },
};
const asked = {
  id: 'p1',
  format: 'zip',
  status: 'making',
  filter: { kind: 'skill_certificate', run_id: 'r1' },
  total: 3,
  job_id: 'j1',
  created_by: 'user-1',
  created_by_name: '林晓',
  created_at: '2020-07-01T01:00:00Z',
};
const left = {
  certificate_id: 'c1',
  number: '20201100000012326',
  holder_name: '王\u{2ebf0}',
  institution_name: '某学院',
  reason: 'unprintable_character',
  detail:
    'no font has these characters: holder_name: U+2EBF0; add a font that has them, such as one of others',
};
const done = {
  ...asked,
  status: 'ready',
  printed: 2,
  omitted_count: 1,
  omitted: [left],
  sha256: 'ab'.repeat(32),
  size: 1200,
};
const edition = { id: 'e1', title_zh: '某期', title_en: 'An edition', status: 'open' };
const base = {
  'GET /api/v1/editions': () => ({ items: [edition] }),
  'GET /api/v1/institutions': () => ({ items: [] }),
  'GET /api/v1/institutions/i1': () => ({ id: 'i1', name: '某学院' }),
  'GET /api/v1/cohorts': () => ({ items: [] }),
  'GET /api/v1/cohorts/k1': () => ({
    id: 'k1',
    title: '会计一班',
    institution: { id: 'i1', name: '某学院' },
  }),
  'GET /api/v1/issuance-runs': () => ({ items: [] }),
  'GET /api/v1/certificates': () => ({ items: [], total: 3 }),
  'GET /api/v1/certificate-print-jobs': () => ({ items: [] }),
};

const open = (at: string) =>
  renderStaffRoutes(
    {
      '/certificates': <CertificatesPage />,
      '/certificate-print-jobs': <PrintJobsPage />,
      '/certificate-print-jobs/:id': <PrintJobPage />,
    },
    at,
  );

describe('printing in bulk', () => {
  it('takes the filters of the list, says how many fit, and is watched until the file is there', async () => {
    asUser(HQ);
    let now: object = { ...asked, omitted: [] };
    const { calls } = serve({
      ...base,
      'POST /api/v1/certificate-print-jobs': () =>
        json({ print_job: asked, job: { id: 'j1' } }, 202),
      'GET /api/v1/certificate-print-jobs/p1': () => now,
      'GET /api/v1/jobs/j1': () => {
        now = done;
        return { id: 'j1', kind: 'x', status: 'succeeded', rows_done: 3, rows_total: 3 };
      },
    });
    const { router } = open(
      '/certificates?kind=skill_certificate&edition_id=e1&region_code=32&institution_id=i1&status=revoked',
    );
    await userEvent.click(await screen.findByRole('button', { name: /批量打印/ }));
    const drawer = await findDrawer('批量打印');
    expect(await drawer.findByText('符合条件的有效证书：3 张')).toBeInTheDocument();
    // The list shows revoked ones; they are not printed, and that is said.
    expect(drawer.getByText(/列表中的查找、状态和登记条件不适用于打印/)).toBeInTheDocument();
    const counted = calls.filter(
      ({ path, query }) =>
        path.endsWith('/certificates') && query.get('count') && query.get('limit') === '1',
    );
    expect(Object.fromEntries(counted.at(-1)?.query ?? [])).toEqual({
      kind: 'skill_certificate',
      edition_id: 'e1',
      region_code: '32',
      institution_id: 'i1',
      status: 'valid',
      limit: '1',
      count: 'true',
    });
    await userEvent.click(drawer.getByRole('radio', { name: /印刷版面/ }));
    await userEvent.click(drawer.getByRole('button', { name: '开始打印' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/certificate-print-jobs/p1'));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      format: 'pdf',
      kind: 'skill_certificate',
      edition_id: 'e1',
      region_code: '32',
      institution_id: 'i1',
    });
    expect(await screen.findByText('已生成')).toBeInTheDocument();
    expect(screen.getByText('ab'.repeat(32))).toBeInTheDocument();
  });

  it('tells the two forms apart before one is chosen', async () => {
    asUser(HQ);
    serve(base);
    open('/certificate-print-jobs');
    const buttons = await screen.findAllByRole('button', { name: /批量打印/ });
    await userEvent.click(buttons[0] as HTMLElement);
    const drawer = await findDrawer('批量打印');
    expect(drawer.getByRole('radio', { name: /按地区、学校、学习班分文件夹/ })).toBeChecked();
    expect(drawer.getByRole('radio', { name: /不含凭证和签名/ })).not.toBeChecked();
  });

  it('is asked for from a class with the class filled in, within one’s own school', async () => {
    asUser(SCHOOL);
    const { calls } = serve({
      ...base,
      'POST /api/v1/certificate-print-jobs': () =>
        problem(422, 'invalid', {
          errors: [
            { pointer: '/cohort_id', code: 'edition_mismatch', message: 'of another edition' },
          ],
        }),
    });
    const { router } = open('/certificate-print-jobs?print=new&cohort_id=k1&cursor=c2');
    const drawer = await findDrawer('批量打印');
    expect(await drawer.findByText(/会计一班/)).toBeInTheDocument();
    for (const hidden of ['地区', '学校', '发证批次']) {
      expect(drawer.queryByLabelText(hidden)).toBeNull();
    }
    // How many of a class hold one is not known here.
    expect(drawer.queryByText(/符合条件的有效证书/)).toBeNull();
    await userEvent.click(drawer.getByRole('button', { name: '开始打印' }));
    expect(await drawer.findByText('学习班属于其他期次，请只选其一')).toBeInTheDocument();
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      format: 'zip',
      cohort_id: 'k1',
    });
    await userEvent.click(drawer.getByRole('button', { name: '取消' }));
    await waitFor(() => expect(router.state.location.search).toBe('?cursor=c2'));
  });

  it('says that nothing fits rather than to reload', async () => {
    asUser(BRANCH);
    serve({
      ...base,
      'GET /api/v1/certificates': () => ({ items: [], total: 0 }),
      'POST /api/v1/certificate-print-jobs': () => problem(409, 'nothing_to_print'),
    });
    open('/certificate-print-jobs?print=new&run_id=r1');
    const drawer = await findDrawer('批量打印');
    expect(await drawer.findByText('符合条件的有效证书：0 张')).toBeInTheDocument();
    expect(drawer.getByText('指定发证批次')).toBeInTheDocument();
    await userEvent.click(drawer.getByRole('button', { name: '开始打印' }));
    expect(await drawer.findByText('没有符合条件的有效证书，请放宽条件。')).toBeInTheDocument();
  });

  it('lists what could not be printed, with the character and where it stands', async () => {
    asUser(HQ);
    serve({
      ...base,
      'GET /api/v1/certificate-print-jobs/p1': () => ({
        ...done,
        omitted_count: 1200,
        omitted: [
          left,
          {
            ...left,
            certificate_id: 'c2',
            reason: 'text_too_long',
            detail: 'institution.name is too long for the page even in the smallest letters',
          },
        ],
      }),
    });
    open('/certificate-print-jobs/p1');
    const row = (await screen.findByText('有无法打印的字')).closest('tr') as HTMLElement;
    expect(within(row).getByText('姓名中的“\u{2ebf0}”（U+2EBF0）')).toBeInTheDocument();
    expect(within(row).getByRole('link', { name: '2020110-00000123-26' })).toHaveAttribute(
      'href',
      '/certificates/c1',
    );
    const long = screen.getByText('文字过长，版面放不下').closest('tr') as HTMLElement;
    expect(within(long).getByText('学校名称')).toBeInTheDocument();
    expect(screen.getByText('只列出前 2 张，全部见 ZIP 中的“未打印.xlsx”。')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: '指定发证批次' })).toHaveAttribute(
      'href',
      '/issuance-runs/r1',
    );
  });

  it('of a school and a class that cannot be read any more says so instead of waiting for their names', async () => {
    asUser(HQ);
    serve({
      ...base,
      'GET /api/v1/institutions/i1': () => problem(404, 'not_found'),
      'GET /api/v1/cohorts/k1': () => problem(404, 'not_found'),
      'GET /api/v1/certificate-print-jobs/p1': () => ({
        ...done,
        filter: { institution_id: 'i1', cohort_id: 'k1' },
      }),
    });
    open('/certificate-print-jobs/p1');
    expect(await screen.findByText('指定学校')).toBeInTheDocument();
    expect(await screen.findByRole('link', { name: '指定学习班' })).toHaveAttribute(
      'href',
      '/cohorts/k1',
    );
    expect(screen.queryByText('…')).toBeNull();
  });

  it('that failed says why and is asked for again with the same filter', async () => {
    asUser(HQ);
    const { calls } = serve({
      ...base,
      'GET /api/v1/certificate-print-jobs/p1': () => ({
        ...asked,
        status: 'failed',
        format: 'pdf',
        omitted: [],
        problem: { code: 'nothing_printable', detail: 'None can be printed' },
      }),
      'POST /api/v1/certificate-print-jobs': () =>
        json({ print_job: { ...asked, id: 'p2' }, job: { id: 'j2' } }, 202),
      'GET /api/v1/certificate-print-jobs/p2': () => ({ ...done, id: 'p2' }),
    });
    const { router } = open('/certificate-print-jobs/p1');
    expect(await screen.findByText(/都无法打印/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /下载/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: '再次打印' }));
    const drawer = await findDrawer('批量打印');
    expect(drawer.getByRole('radio', { name: /印刷版面/ })).toBeChecked();
    await userEvent.click(drawer.getByRole('radio', { name: /证书文件/ }));
    await userEvent.click(drawer.getByRole('button', { name: '开始打印' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/certificate-print-jobs/p2'));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      format: 'zip',
      kind: 'skill_certificate',
      run_id: 'r1',
    });
  });

  it('offers each file that is there, and no other', async () => {
    asUser(HQ);
    const rows = [done, { ...asked, id: 'p2' }, { ...done, id: 'p3', status: 'expired' }];
    serve({ ...base, 'GET /api/v1/certificate-print-jobs': () => ({ items: rows }) });
    open('/certificate-print-jobs');
    expect(await screen.findByText('已到期删除')).toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: /下载/ })).toHaveLength(1);
    expect(screen.getAllByText('职业技能等级证书（初级） · 指定发证批次')).toHaveLength(3);
  });

  it('is not offered to who sees only their own', async () => {
    asUser(TEACHER);
    serve(base);
    open('/certificates');
    expect(await screen.findByText('还没有证书')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /批量打印/ })).toBeNull();
  });
});
