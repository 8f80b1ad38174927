import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { problem, serve } from '@/test/api';
import { vector } from '@/test/certificates';
import { renderPublic } from '@/test/render';
import VerifyPage from './VerifyPage';

const checked_at = '2020-07-01T02:00:00Z';
const ASK = 'POST /api/v1/public/certificates/verify';
const TRUST = 'GET /api/v1/public/verifier-bundle';
const trust = (name = 'trust.json') => ({ [TRUST]: () => JSON.parse(vector(name)) });

async function ask(name: string) {
  await userEvent.type(await screen.findByLabelText('持证人姓名'), `${name}{Enter}`);
}

const certificate = {
  schema: 1,
  number: '20201100000012326',
  kind: 'skill_certificate',
  title: { zh: '技能证书', en: 'Skill Certificate' },
  holder_name: '欧阳㛃',
  id_type: 'resident_id',
  masked_id: '320***********1234',
  institution: { code: '4132010001', name: '某学院' },
  region: { code: '32', name: '江苏省' },
  edition: { code: 's', title: { zh: '某期' }, year: 2020, season: 'spring' },
  subjects: [
    { code: 'a', title: { zh: '甲' }, score: '87.5', exam_date: '2020-04-18' },
    { code: 'b', title: { zh: '乙' }, grade: '合格' },
  ],
  basis: 'exam',
  issued_on: '2020-07-01',
  issuer: { zh: '某机构' },
  template: { id: 'elementary', version: 3 },
};

describe('a number and a name', () => {
  it('show every printed field of a valid certificate, and nothing that is not on the paper', async () => {
    const { calls } = serve({ [ASK]: () => ({ verdict: 'valid', checked_at, certificate }) });
    renderPublic(<VerifyPage />, '/?number=N-1');
    await waitFor(() => expect(screen.getByLabelText('证书编号')).toHaveValue('N-1'));
    await ask(' 欧阳㛃 ');
    expect(await screen.findByRole('heading', { name: '证书有效' })).toBeInTheDocument();
    const rows = screen
      .getAllByRole('definition')
      .map((value) => [value.previousElementSibling?.textContent, value.textContent]);
    expect(rows).toEqual([
      ['证书编号', '2020110-00000123-26'],
      ['证书名称', '技能证书 / Skill Certificate'],
      ['姓名', '欧阳㛃'],
      ['证件号码', '320***********1234'],
      ['院校', '某学院'],
      ['地区', '江苏省'],
      ['期次', '某期'],
      ['科目', '甲 (分数 87.5)\n乙 (等第 合格)'],
      ['发证日期', '2020年7月1日'],
      ['颁发机构', '某机构'],
    ]);
    expect(calls[0]?.body).toEqual({ number: 'N-1', name: '欧阳㛃' });
  });

  it.each([
    ['revoked', '证书已撤销'],
    ['superseded', '证书已被新证书替代'],
    ['unknown', '没有查到相符的证书'],
  ])('say when it is %s', async (verdict, title) => {
    serve({ [ASK]: () => ({ verdict, checked_at }) });
    renderPublic(<VerifyPage />, '/?number=N-1');
    await ask('某人');
    expect(await screen.findByRole('heading', { name: title })).toBeInTheDocument();
    expect(screen.queryByRole('heading', { name: '证书有效' })).toBeNull();
  });

  it('are not taken for valid when what came with the answer does not hold', async () => {
    const bundle = { v: 1, snapshot: 'AAAA' };
    serve({
      [ASK]: () => ({ verdict: 'valid', checked_at, certificate, bundle }),
      ...trust(),
    });
    renderPublic(<VerifyPage />, '/?number=N-1');
    await ask('欧阳㛃');
    expect(await screen.findByRole('heading', { name: '不是真实的证书' })).toBeInTheDocument();
    expect(screen.queryByRole('definition')).toBeNull();
  });

  it('take a former answer away before the next question is answered', async () => {
    let asked = 0;
    serve({
      [ASK]: () => {
        asked += 1;
        return asked === 1 ? { verdict: 'valid', checked_at } : problem(429, 'too_many_attempts');
      },
    });
    renderPublic(<VerifyPage />, '/?number=N-1');
    await ask('某人');
    await screen.findByRole('heading', { name: '证书有效' });
    await userEvent.click(screen.getByRole('button', { name: '查验' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('尝试次数过多');
    expect(screen.queryByRole('heading', { name: '证书有效' })).toBeNull();
  });
});

const file = (content: string, name = 'certificate.json') =>
  new File([content], name, { type: 'application/octet-stream' });

async function hand(given: File) {
  const input = document.querySelector<HTMLInputElement>('input[type="file"]:not([capture])');
  if (!input) throw new Error('no place for a file');
  await userEvent.upload(input, given);
}

/** Where a scanned code leads, as far as this page is concerned. */
const SCANNED = `/${new URL(vector('skill.qr.txt')).hash}`;

const checks = () =>
  within(screen.getByRole('region', { name: '查验步骤' }))
    .getAllByRole('listitem')
    .map((one) => one.querySelector('strong')?.textContent);

describe('a file', () => {
  it.each(['skill.jwt', 'skill.di.json'])('%s is verified here and not sent', async (name) => {
    const { calls } = serve(trust());
    renderPublic(<VerifyPage />);
    await hand(file(vector(name)));
    expect(await screen.findByRole('heading', { name: '证书有效' })).toBeInTheDocument();
    expect(screen.getByText('王小明')).toBeInTheDocument();
    expect(screen.getByText('社会共享初级代理实务 (分数 87.5)')).toBeInTheDocument();
    expect(screen.getByText(/状态截至：2020/)).toBeInTheDocument();
    expect(checks()).toEqual(['签名 · 通过', '公开日志 · 未查验', '状态 · 通过']);
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([TRUST]);
  });

  it.each([
    [
      'altered',
      vector('skill.di.json').replace('87.5', '97.5'),
      'trust.json',
      '不是真实的证书',
      /已被改动/,
    ],
    ['revoked', vector('skill.jwt'), 'trust.revoked.json', '证书已撤销', /状态截至/],
    [
      'of an unknown issuer',
      vector('skill.jwt'),
      'trust.no-issuer.json',
      '无法查验',
      /did:web:onex.example/,
    ],
    ['that is no certificate', 'hello', 'trust.json', '无法查验', /不是本平台的证书文件/],
    [
      'that is a PDF without a seal',
      '%PDF-1.7 hello',
      'trust.json',
      '无法查验',
      /没有本平台的电子封印/,
    ],
    [
      'that is a PDF with a credential and no seal',
      `%PDF-1.7 ${vector('skill.jwt')}`,
      'trust.json',
      '不是真实的证书',
      /PDF 与颁发时的文件不一致/,
    ],
  ])('%s is told apart', async (_, content, world, title, text) => {
    serve(trust(world));
    renderPublic(<VerifyPage />);
    await hand(file(content));
    expect(await screen.findByRole('heading', { name: title })).toBeInTheDocument();
    expect(screen.getAllByText(text).length).toBeGreaterThan(0);
    if (title !== '证书已撤销') expect(screen.queryByRole('definition')).toBeNull();
  });

  it('is not judged by data that cannot be relied on', async () => {
    serve({ [TRUST]: () => ({ v: 2 }) });
    renderPublic(<VerifyPage />);
    await hand(file(vector('skill.jwt')));
    expect(await screen.findByRole('alert')).toHaveTextContent('核验数据无法采用');
  });
});

describe('a QR code', () => {
  const answers = (answer: object) => ({
    ...trust(),
    [ASK]: () => ({ checked_at, ...answer }),
  });

  it('that was scanned is verified here, and its status is asked', async () => {
    const { calls } = serve(answers({ verdict: 'valid' }));
    renderPublic(<VerifyPage />, SCANNED);
    expect(await screen.findByRole('heading', { name: '证书有效' })).toBeInTheDocument();
    expect(screen.getByText('320***********1234')).toBeInTheDocument();
    expect(screen.getByText(/平台在 2020.* 答复：有效/)).toBeInTheDocument();
    const asked = calls.find(({ method }) => method === 'POST');
    expect(asked?.body).toEqual({ number: '20201100000012326', name: '王小明' });
    const log = calls.find(({ path }) => path.endsWith('/log/inclusion'));
    expect(log?.query.get('digest')).toBe(JSON.parse(vector('skill.snapshot.json')).digest);
  });

  it('is looked for in the log, whose proof is verified here', async () => {
    const { leaf, checkpoint } = JSON.parse(vector('skill.bundle.json'));
    const { digest } = JSON.parse(vector('skill.snapshot.json'));
    const joined = Buffer.from(leaf.proof, 'base64url');
    const proof = Array.from({ length: joined.length / 32 }, (_, at) =>
      joined.subarray(32 * at, 32 * at + 32).toString('base64'),
    );
    const entry = (kind: string) =>
      `{"at":"${leaf.at}","kind":"${kind}","sha256":"${digest}","v":1}`;
    const leaves = (kind: string) => [{ index: leaf.index, entry: entry(kind), proof }];
    let kind = 'issue';
    serve({
      ...answers({ verdict: 'valid' }),
      'GET /api/v1/public/log/inclusion': () => ({ checkpoint, leaves: leaves(kind) }),
    });
    const { unmount } = renderPublic(<VerifyPage />, SCANNED);
    expect(await screen.findByRole('heading', { name: '证书有效' })).toBeInTheDocument();
    expect(checks()).toEqual(['签名 · 通过', '公开日志 · 通过', '状态 · 通过']);
    unmount();

    kind = 'revoke';
    renderPublic(<VerifyPage />, SCANNED);
    expect(await screen.findByRole('heading', { name: '不是真实的证书' })).toBeInTheDocument();
    expect(checks()).toContain('公开日志 · 未通过');
  });

  it('of a certificate that was replaced names the new one', async () => {
    serve(answers({ verdict: 'superseded', superseded_by: '20201100000012423' }));
    renderPublic(<VerifyPage />, SCANNED);
    expect(await screen.findByRole('heading', { name: '证书已被新证书替代' })).toBeInTheDocument();
    expect(screen.getByText('新证书编号：2020110-00000124-23')).toBeInTheDocument();
  });

  it('that was pasted and says another name than was signed is not authentic', async () => {
    const { calls } = serve(answers({ verdict: 'valid' }));
    renderPublic(<VerifyPage />);
    await userEvent.click(await screen.findByLabelText('粘贴二维码内容或链接'));
    await userEvent.paste(vector('skill.forged.qr.txt'));
    await userEvent.click(screen.getByRole('button', { name: '查验内容' }));
    expect(await screen.findByRole('heading', { name: '不是真实的证书' })).toBeInTheDocument();
    expect(calls.map(({ path }) => path)).toEqual(['/api/v1/public/verifier-bundle']);
  });

  it('whose status cannot be asked has the status of the list', async () => {
    serve({ ...trust(), [ASK]: () => problem(429, 'too_many_attempts') });
    renderPublic(<VerifyPage />, SCANNED);
    expect(await screen.findByRole('heading', { name: '证书有效' })).toBeInTheDocument();
    expect(screen.getByText(/状态清单中没有撤销记录/)).toBeInTheDocument();
  });

  it('that the platform does not know is not called valid', async () => {
    serve(answers({ verdict: 'unknown' }));
    renderPublic(<VerifyPage />, SCANNED);
    expect(await screen.findByRole('heading', { name: '无法查验' })).toBeInTheDocument();
    expect(screen.getByText('平台没有查到这张证书。')).toBeInTheDocument();
  });

  it('needs a camera that may be used', async () => {
    serve({});
    renderPublic(<VerifyPage />);
    await userEvent.click(await screen.findByRole('button', { name: '用摄像头扫描' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('无法使用摄像头');
    expect(screen.getByRole('button', { name: '用摄像头扫描' })).toBeInTheDocument();
  });
});
