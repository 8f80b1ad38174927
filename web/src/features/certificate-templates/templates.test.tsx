import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Grant } from '@/lib/api/types';
import { asUser, type Call, HQ, json, problem, serve } from '@/test/api';
import { findDialog, renderStaffRoutes } from '@/test/render';
import NewTemplatePage from './NewTemplatePage';
import TemplatePage from './TemplatePage';
import TemplatesPage from './TemplatesPage';

const CERTIFIER: Grant = {
  id: 'g-c',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'certifier',
  scope: { kind: 'country' },
};
const label = (zh: string) => ({ zh, en: zh === '合格' ? 'Passed' : 'Label' });
const texts = {
  heading: { zh: '{title}', en: '{title}' },
  statement: { zh: '成绩合格，特发此证。', en: 'has passed.' },
  note: { zh: '扫码核验。' },
  labels: {
    number: label('证书编号'),
    document: label('证件号码'),
    institution: label('所在院校'),
    subject: label('科目'),
    score: label('成绩'),
    passed: label('合格'),
    scan: label('扫码验证'),
  },
};
const row = {
  id: 't1',
  kind: 'skill_certificate',
  no: 2,
  in_force: true,
  has_seal: true,
  has_background: true,
  created_by: 'user-2',
  created_by_name: '周颖',
  created_at: '2020-07-01T01:00:00Z',
};
const template = { ...row, texts };
const edition = { id: 'e1', title_zh: '某期', title_en: 'An edition', status: 'open' };
const file = (type: string) => () => new Response('bytes', { headers: { 'Content-Type': type } });
const picture = file('image/png');
const base = {
  'GET /api/v1/editions': () => ({ items: [edition] }),
  'GET /api/v1/certificate-templates': () => ({ items: [row] }),
  'GET /api/v1/certificate-templates/t1': () => template,
  'GET /api/v1/certificate-templates/t1/seal': picture,
  'GET /api/v1/certificate-templates/t1/background': picture,
  'GET /api/v1/certificate-templates/standard': () => texts,
  'POST /api/v1/certificate-templates/preview': file('application/pdf'),
};

const open = (at: string) =>
  renderStaffRoutes(
    {
      '/certificate-templates': <TemplatesPage />,
      '/certificate-templates/new': <NewTemplatePage />,
      '/certificate-templates/:id': <TemplatePage />,
    },
    at,
  );

const sent = (calls: Call[], path = '/api/v1/certificate-templates') =>
  calls.findLast((call) => call.method === 'POST' && call.path === path)?.body as FormData;
const heading = () => screen.findByLabelText('标题 · 中文');

beforeEach(() => {
  // jsdom has no addresses for files.
  URL.createObjectURL = vi.fn(() => `blob:${crypto.randomUUID()}`);
  URL.revokeObjectURL = vi.fn();
});

describe('certificate templates', () => {
  it('say what to do first where there is none', async () => {
    asUser(HQ);
    serve({ ...base, 'GET /api/v1/certificate-templates': () => ({ items: [] }) });
    open('/certificate-templates');
    expect(await screen.findByText(/目前按标准文字印制，没有印章/)).toBeInTheDocument();
    for (const link of screen.getAllByRole('link', { name: /制定模板/ })) {
      expect(link).toHaveAttribute('href', '/certificate-templates/new?kind=skill_certificate');
    }
  });

  it('are listed with what is in force, and made by HQ alone', async () => {
    asUser(CERTIFIER);
    const older = { ...row, id: 't0', no: 1, edition_id: 'e1', in_force: false, has_seal: false };
    serve({ ...base, 'GET /api/v1/certificate-templates': () => ({ items: [row, older] }) });
    open('/certificate-templates');
    const now = (await screen.findByText('各期通用')).closest('tr') as HTMLElement;
    expect(within(now).getByText('使用中')).toBeInTheDocument();
    expect(within(now).getAllByText('有')).toHaveLength(2);
    const former = screen.getByText('某期').closest('tr') as HTMLElement;
    expect(within(former).getByText('已有新版')).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /制定模板/ })).toBeNull();
  });

  it('show their words in both languages and their pictures, and a specimen to HQ', async () => {
    for (const [grant, offered] of [
      [CERTIFIER, 0],
      [HQ, 1],
    ] as const) {
      asUser(grant);
      const { calls } = serve(base);
      const { unmount } = open('/certificate-templates/t1');
      const passed = (await screen.findByText('没有分数时的成绩')).closest('tr') as HTMLElement;
      expect(within(passed).getByText('合格')).toBeInTheDocument();
      expect(within(passed).getByText('Passed')).toBeInTheDocument();
      expect(screen.getByText(/已颁发的证书，文字和图案永远不变/)).toBeInTheDocument();
      expect(await screen.findByRole('img', { name: '印章' })).toBeInTheDocument();
      expect(screen.queryAllByRole('button', { name: /预览样张/ })).toHaveLength(offered);
      if (offered) {
        await userEvent.click(screen.getByRole('button', { name: /预览样张/ }));
        expect(await screen.findByTitle('样张')).toBeInTheDocument();
        const form = sent(calls, '/api/v1/certificate-templates/preview');
        expect(form.get('keep_pictures_of')).toBe('t1');
        expect(JSON.parse(String(form.get('texts')))).toEqual(texts);
      }
      unmount();
    }
  });
});

describe('a new version', () => {
  it('begins with what is in force, and is sent with its pictures kept', async () => {
    asUser(HQ);
    const { calls } = serve({
      ...base,
      'POST /api/v1/certificate-templates': () => json({ ...template, id: 't3', no: 3 }, 201),
      'GET /api/v1/certificate-templates/t3': () => ({ ...template, id: 't3', no: 3 }),
    });
    const { router } = open('/certificate-templates/new?kind=skill_certificate');
    const field = await heading();
    expect(field).toHaveValue('{title}');
    await userEvent.clear(field);
    await userEvent.type(field, '结业证明');
    await userEvent.clear(screen.getByLabelText('页脚说明 · 中文'));
    await userEvent.click(screen.getByRole('button', { name: '启用新版' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/certificate-templates/t3'));
    const form = sent(calls);
    expect(form.get('kind')).toBe('skill_certificate');
    expect(form.get('edition_id')).toBeNull();
    expect(form.get('keep_pictures_of')).toBe('t1');
    expect([form.get('seal'), form.get('background')]).toEqual([null, null]);
    const { note: _, ...others } = texts;
    expect(JSON.parse(String(form.get('texts')))).toEqual({
      ...others,
      heading: { zh: '结业证明', en: '{title}' },
    });
  });

  it('of an edition without one of its own begins with that for every edition', async () => {
    asUser(HQ);
    const { calls } = serve({
      ...base,
      'GET /api/v1/certificate-templates': ({ query }) => ({
        items: query.get('edition_id') ? [] : [{ ...row, edition_id: 'e2' }, row],
      }),
    });
    open('/certificate-templates/new?kind=skill_certificate&edition_id=e1');
    expect(
      await screen.findByText(
        '已填入目前使用的内容：职业技能等级证书（初级），第 2 版（各期通用）。',
      ),
    ).toBeInTheDocument();
    expect(await heading()).toHaveValue('{title}');
    expect(calls.some(({ path }) => path.endsWith('/standard'))).toBe(false);
  });

  it('begins with the standard words where there is none at all', async () => {
    asUser(HQ);
    const { calls } = serve({
      ...base,
      'GET /api/v1/certificate-templates': () => ({ items: [] }),
    });
    open('/certificate-templates/new?kind=training_certificate');
    expect(await screen.findByText('目前没有模板，已填入标准文字。')).toBeInTheDocument();
    expect(await heading()).toHaveValue('{title}');
    const standard = calls.find(({ path }) => path.endsWith('/standard'));
    expect(standard?.query.get('kind')).toBe('training_certificate');
  });

  it('says at its field what is wrong with a text, before anything is sent', async () => {
    asUser(HQ);
    const { calls } = serve(base);
    open('/certificate-templates/new?kind=skill_certificate');
    const field = await heading();
    await userEvent.clear(field);
    await userEvent.type(field, '{{titel}');
    expect(await screen.findByText(/没有占位符“titel”/)).toBeInTheDocument();
    await userEvent.clear(screen.getByLabelText('证明内容 · 中文'));
    await userEvent.clear(screen.getByLabelText('页脚说明 · 中文'));
    await userEvent.type(screen.getByLabelText('页脚说明 · 英文'), 'A note');
    await userEvent.click(screen.getByRole('button', { name: '启用新版' }));
    await waitFor(() => expect(screen.getAllByText('请填写中文')).toHaveLength(2));
    await userEvent.click(screen.getByRole('button', { name: /预览样张/ }));
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('puts what the server refuses at its fields, and keeps what was typed', async () => {
    asUser(HQ);
    const errors = [
      {
        pointer: '/texts/heading/zh',
        code: 'unprintable_character',
        message: 'no font has this character: template.heading.zh: U+2EBF0; take another',
      },
      { pointer: '/texts/statement', code: 'too_long', message: 'statement is too long' },
      { pointer: '/background', code: 'picture', message: 'the picture is in CMYK' },
    ];
    const { calls } = serve({
      ...base,
      'POST /api/v1/certificate-templates/preview': () => problem(422, 'invalid', { errors }),
    });
    open('/certificate-templates/new?kind=skill_certificate');
    const field = await heading();
    await userEvent.type(field, '证\u{2ebf0}');
    await userEvent.click(screen.getByRole('button', { name: /预览样张/ }));
    const told = await screen.findByText(/有无法打印的字：\u{2ebf0} U\+2EBF0/u);
    expect(told.closest('.ant-form-item')).toContainElement(field);
    const long = screen.getByText('过长，放不下，请缩短');
    expect(long.closest('.ant-form-item')).toContainElement(
      screen.getByLabelText('证明内容 · 中文'),
    );
    expect(screen.getByText(/RGB 或灰度（CMYK 请先转换）/)).toBeInTheDocument();
    expect(field).toHaveValue('{title}证\u{2ebf0}');
    expect(sent(calls, '/api/v1/certificate-templates/preview').get('texts')).toContain(
      '\u{2ebf0}',
    );
    expect(screen.queryByTitle('样张')).toBeNull();
  });

  it('shows the page that it comes to, and says when that is no longer what it would be', async () => {
    asUser(HQ);
    serve(base);
    open('/certificate-templates/new?kind=skill_certificate');
    const field = await heading();
    await userEvent.click(screen.getByRole('button', { name: /预览样张/ }));
    expect(await screen.findByTitle('样张')).toHaveAttribute(
      'src',
      expect.stringMatching(/^blob:/),
    );
    expect(screen.getByRole('button', { name: /下载样张/ })).toBeInTheDocument();
    expect(screen.queryByText('内容已修改，请重新预览')).toBeNull();
    await userEvent.type(field, '！');
    expect(await screen.findByText('内容已修改，请重新预览')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /预览样张/ }));
    await waitFor(() => expect(screen.queryByText('内容已修改，请重新预览')).toBeNull());
  });

  it('takes another seal, and sends again the one that stays where the other goes', async () => {
    asUser(HQ);
    const { calls } = serve({
      ...base,
      'POST /api/v1/certificate-templates': () => json({ ...template, id: 't3' }, 201),
      'GET /api/v1/certificate-templates/t3': () => ({ ...template, id: 't3' }),
    });
    open('/certificate-templates/new?kind=skill_certificate');
    await heading();
    await userEvent.click(screen.getByRole('button', { name: /去掉底图/ }));
    expect(screen.getByText('没有底图，印制程序自带的边框')).toBeInTheDocument();
    const [chooser] = document.querySelectorAll<HTMLInputElement>('input[type=file]');
    const large = new File([new Uint8Array(3_000_000)], 'large.png', { type: 'image/png' });
    await userEvent.upload(chooser as HTMLInputElement, large);
    expect(await screen.findByText('图片超过 2 MB，请缩小后再选')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '启用新版' }));
    await waitFor(() => expect(sent(calls)).toBeDefined());
    const form = sent(calls);
    expect(form.get('keep_pictures_of')).toBeNull();
    expect(form.get('background')).toBeNull();
    expect((form.get('seal') as File).type).toBe('image/png');
  });

  it('sends a new picture in place of the former one', async () => {
    asUser(HQ);
    const { calls } = serve({
      ...base,
      'POST /api/v1/certificate-templates': () => problem(413, 'too_large'),
    });
    open('/certificate-templates/new?kind=skill_certificate');
    await heading();
    const [chooser] = document.querySelectorAll<HTMLInputElement>('input[type=file]');
    const seal = new File(['jpeg'], '新印章.jpg', { type: 'image/jpeg' });
    await userEvent.upload(chooser as HTMLInputElement, seal);
    expect(await screen.findByText('新印章.jpg')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '启用新版' }));
    expect(await screen.findByText(/内容太大/)).toBeInTheDocument();
    expect((sent(calls).get('seal') as File).type).toBe('image/jpeg');
    expect(sent(calls).get('keep_pictures_of')).toBe('t1');
    await userEvent.click(screen.getByRole('button', { name: /恢复原印章/ }));
    expect(screen.queryByText('新印章.jpg')).toBeNull();
  });

  it('asks before another kind takes the place of what was typed', async () => {
    asUser(HQ);
    serve(base);
    const { router } = open('/certificate-templates/new?kind=skill_certificate');
    await userEvent.type(await heading(), '！');
    await userEvent.click(screen.getByLabelText('证书类型'));
    await userEvent.click(
      await screen.findByText('培训合格证', { selector: '.ant-select-item-option-content' }),
    );
    await findDialog('还有未保存的修改');
    expect(router.state.location.search).toBe('?kind=skill_certificate');
    await userEvent.click(screen.getByRole('button', { name: '离开' }));
    await waitFor(() => expect(router.state.location.search).toBe('?kind=training_certificate'));
    expect(await heading()).toHaveValue('{title}');
  });
});
