import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { asUser, problem, serve } from '@/test/api';
import { renderStaffRoutes } from '@/test/render';
import CertificatePage from './CertificatePage';
import { readHead } from './LogCard';

const certificate = {
  id: 'c1',
  number: '20201100000012326',
  kind: 'skill_certificate',
  status: 'valid',
  basis: 'exam',
  holder_name: '王小明',
  institution_id: 'i1',
  institution_name: '某学院',
  region_code: '32',
  edition_id: 'e1',
  issued_at: '2020-07-01T01:00:00Z',
  version: 1,
  snapshot_hash: 'ab12',
  snapshot: {
    schema: 2,
    number: '20201100000012326',
    kind: 'skill_certificate',
    title: { zh: '技能证书' },
    holder_name: '王小明',
    id_type: 'resident_id',
    masked_id: '320***********1234',
    institution: { name: '某学院' },
    region: { code: '32', name: '江苏省' },
    edition: { code: 's', title: { zh: '某期' }, year: 2020, season: 'spring' },
    subjects: [],
    basis: 'exam',
    issued_on: '2020-07-01',
    issuer: { zh: '某机构' },
    template: { id: 'elementary', version: 3 },
  },
};
const result = (id: string, zh: string, agrees: boolean) => ({
  id,
  version: 1,
  sha256: 'c0de',
  agrees,
  said: {
    subject: id,
    subject_title: { zh, en: id },
    exam_date: '2020-04-18',
    status: 'scored',
    score: '87.5',
  },
});
const evidence = {
  certificate_id: 'c1',
  agrees: false,
  bound: true,
  sha256: 'feed',
  record: '{}',
  run: {
    id: 'r1',
    prepared: { by: 'u8', name: '张三', at: '2020-06-30T01:00:00Z' },
    approved: { by: 'u9', at: '2020-06-30T02:00:00Z' },
    agrees: true,
  },
  rules: { edition_id: 'e1', version: 3, sha256: 'ca', agrees: true },
  results: [result('agency', '代理实务', true), result('steward', '企业管家', false)],
};
const inclusion = {
  checkpoint: 'onex.example/log\n1048576\nCsUYapGG=\ntime 1593568800\n\n— onex.example/log abc\n',
  leaves: [
    {
      index: 41,
      entry: '{"at":"2020-07-01T01:00:00Z","kind":"issue","sha256":"ab12","v":1}',
      proof: [],
    },
  ],
};

const open = (answers: Parameters<typeof serve>[0]) => {
  asUser();
  const served = serve({ 'GET /api/v1/certificates/c1': () => certificate, ...answers });
  renderStaffRoutes({ '/certificates/:id': <CertificatePage /> }, '/certificates/c1');
  return served;
};

describe('what proves a certificate', () => {
  it('says who issued it by which rules and results, and what no longer agrees', async () => {
    open({ 'GET /api/v1/certificates/c1/evidence': () => evidence });
    expect(await screen.findByText(/有内容与颁发时不一致/)).toBeInTheDocument();
    expect(screen.getByText(/张三/)).toBeInTheDocument();
    expect(screen.getByText('另一位培训认证人员')).toBeInTheDocument();
    expect(screen.getByText('某期，规则第 3 版')).toBeInTheDocument();
    const line = (title: RegExp) => screen.getByText(title).parentElement as HTMLElement;
    expect(within(line(/代理实务 87.5/)).getByText('一致')).toBeInTheDocument();
    expect(within(line(/企业管家 87.5/)).getByText('不一致')).toBeInTheDocument();
    expect(screen.getByText('feed')).toBeInTheDocument();
  });

  it('shows its place in the log and the head that holds it', async () => {
    const { calls } = open({ 'GET /api/v1/public/log/inclusion': () => inclusion });
    expect(await screen.findByText(/第 41 条/)).toBeInTheDocument();
    expect(screen.getByText(/onex.example\/log，共 1,048,576 条/)).toBeInTheDocument();
    expect(screen.getByText('CsUYapGG=')).toBeInTheDocument();
    const asked = calls.find(({ path }) => path.endsWith('/inclusion'));
    expect(asked?.query.get('digest')).toBe('ab12');
  });

  it('hands out the open forms', async () => {
    const saved: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      saved.push(this.download);
    });
    open({ 'GET /api/v1/certificates/c1/credential.jwt': () => new Response('eyJ') });
    await userEvent.click(await screen.findByRole('button', { name: /JWT/ }));
    await waitFor(() => expect(saved).toEqual(['20201100000012326.jwt']));
    expect(screen.getByRole('button', { name: /JSON/ })).toBeInTheDocument();
  });

  it('says of a certificate from before that it has none', async () => {
    const before = { ...certificate, snapshot: { ...certificate.snapshot, schema: 1 } };
    open({
      'GET /api/v1/certificates/c1': () => before,
      'GET /api/v1/certificates/c1/evidence': () => problem(409, 'credential_unavailable'),
    });
    expect(await screen.findByText(/颁发时还没有开放凭证/)).toBeInTheDocument();
    expect(await screen.findByText(/还没有留存依据记录/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /JWT/ })).toBeNull();
    expect(screen.getByRole('button', { name: /核验包/ })).toBeInTheDocument();
  });

  it('reads the head of the log as it is signed', () => {
    expect(readHead(inclusion.checkpoint)).toEqual({
      origin: 'onex.example/log',
      size: 1048576,
      root: 'CsUYapGG=',
      at: '2020-07-01T02:00:00.000Z',
    });
  });
});
