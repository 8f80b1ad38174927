import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/api/types';
import { asUser, json, problem, serve } from '@/test/api';
import { findDialog, renderStaffRoutes } from '@/test/render';
import CertificatePage from './CertificatePage';
import CertificatesPage from './CertificatesPage';
import { readNumbers } from './RevocationDrawer';
import RevocationPage from './RevocationPage';

const CERTIFIER: Grant = {
  id: 'g-c',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'certifier',
  scope: { kind: 'country' },
};
const row = {
  id: 'c1',
  number: '20201100000012326',
  kind: 'skill_certificate',
  status: 'valid',
  basis: 'exam',
  holder_name: '欧阳㛃',
  institution_id: 'i1',
  institution_name: '某学院',
  region_code: '32',
  edition_id: 'e1',
  issued_at: '2020-07-01T01:00:00Z',
  version: 1,
};
const snapshot = {
  schema: 1,
  number: row.number,
  kind: row.kind,
  title: { zh: '技能证书' },
  holder_name: row.holder_name,
  id_type: 'resident_id',
  masked_id: '320***********1234',
  institution: { name: row.institution_name },
  region: { code: '32', name: '江苏省' },
  edition: { code: 's', title: { zh: '某期' }, year: 2020, season: 'spring' },
  subjects: [{ code: 'a', title: { zh: '甲' }, score: '87.5' }],
  basis: 'exam',
  issued_on: '2020-07-01',
  issuer: { zh: '某机构' },
  template: { id: 'elementary', version: 3 },
};
const request = {
  id: 'r1',
  kind: 'revocation',
  status: 'pending',
  reason: '成绩复核后不合格',
  certificate_count: 1,
  requested_by: 'user-2',
  requested_by_name: '周颖',
  requested_at: '2020-07-02T01:00:00Z',
  version: 3,
  items: [
    {
      certificate_id: 'c1',
      number: row.number,
      holder_name: row.holder_name,
      institution_name: row.institution_name,
      status: 'valid',
    },
  ],
};

const open = (at: string) =>
  renderStaffRoutes(
    {
      '/certificates': <CertificatesPage />,
      '/certificates/:id': <CertificatePage />,
      '/certificate-revocations/:id': <RevocationPage />,
    },
    at,
  );

const lists = {
  'GET /api/v1/certificates': () => ({ items: [row] }),
  'GET /api/v1/editions': () => ({ items: [] }),
  'GET /api/v1/institutions': () => ({ items: [] }),
};

describe('certificates', () => {
  it('asks for the revocation of the chosen ones in one request', async () => {
    asUser(CERTIFIER);
    const { calls } = serve({
      ...lists,
      'POST /api/v1/certificate-revocations': () => json(request, 201),
      'GET /api/v1/certificate-revocations/r1': () => request,
    });
    const { router } = open('/certificates');
    await userEvent.click(
      await screen.findByRole('checkbox', { name: '选择 欧阳㛃 2020110-00000123-26' }),
    );
    await userEvent.click(screen.getByRole('button', { name: '申请撤销' }));
    await userEvent.type(screen.getByLabelText('理由'), '成绩复核后不合格');
    await userEvent.click(screen.getByRole('button', { name: '提交申请' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/certificate-revocations/r1'));
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      certificate_ids: ['c1'],
      reason: '成绩复核后不合格',
    });
  });

  it('shows every printed field and offers nothing to who may only read', async () => {
    asUser();
    serve({
      'GET /api/v1/certificates/c1': () => ({ ...row, snapshot, snapshot_hash: 'ab12' }),
    });
    open('/certificates/c1');
    expect(await screen.findByText('甲 (分数 87.5)')).toBeInTheDocument();
    for (const text of ['320***********1234', '江苏省', '某机构', 'ab12']) {
      expect(screen.getByText(text)).toBeInTheDocument();
    }
    expect(screen.queryByRole('button', { name: '申请撤销' })).toBeNull();
  });

  it('lets another certifier approve, with the version that was seen', async () => {
    asUser(CERTIFIER);
    let now: object = request;
    const { calls } = serve({
      'GET /api/v1/certificate-revocations/r1': () => now,
      'POST /api/v1/certificate-revocations/r1/approve': () => {
        now = {
          ...request,
          status: 'approved',
          approved_by: 'user-1',
          decided_by_name: '林晓',
          version: 4,
        };
        return now;
      },
    });
    open('/certificate-revocations/r1');
    await userEvent.click(await screen.findByRole('button', { name: '批准' }));
    const dialog = await findDialog(/撤销 1 张证书/);
    await userEvent.click(within(dialog).getByRole('button', { name: '批准' }));
    expect(await screen.findByText('已批准')).toBeInTheDocument();
    expect(screen.getByText('周颖')).toBeInTheDocument();
    expect(screen.getByText('林晓（本人）')).toBeInTheDocument();
    expect(calls.find(({ path }) => path.endsWith('/approve'))?.headers.get('If-Match')).toBe(
      '"3"',
    );
  });

  it('never offers one their own request to approve', async () => {
    asUser(CERTIFIER);
    serve({
      'GET /api/v1/certificate-revocations/r1': () => ({ ...request, requested_by: 'user-1' }),
    });
    open('/certificate-revocations/r1');
    expect(await screen.findByText(/须由另一位培训认证人员批准/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '批准' })).toBeNull();
    expect(screen.getByRole('button', { name: '撤回申请' })).toBeInTheDocument();
  });

  it('tells a certificate that is not there', async () => {
    asUser();
    serve({ 'GET /api/v1/certificates/c1': () => problem(404, 'not_found') });
    open('/certificates/c1');
    expect(await screen.findByText('404')).toBeInTheDocument();
    expect(screen.getByText(/req-1/)).toBeInTheDocument();
  });

  it('reads numbers as they come out of a spreadsheet', () => {
    expect(readNumbers(' 1\n2\t3，4, 2 \n\n')).toEqual(['1', '2', '3', '4']);
  });
});
