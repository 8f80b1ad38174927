import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { asUser, BRANCH, json, problem, serve } from '@/test/api';
import { findDialog, renderPublic, renderStaff } from '@/test/render';
import ApplicationsPage from './ApplicationsPage';
import ApplyPage from './ApplyPage';
import { emptyDraft, faultsOf, fromServer, toServer } from './applyDraft';
import InstitutionsPage from './InstitutionsPage';

const institution = {
  id: 'i1',
  name: '江城职业学院',
  uscc: '12420000000000001X',
  level: 'higher_vocational',
  region_code: '42',
  pilot_status: 'non_pilot',
  majors: ['会计'],
  contact: { name: '王老师', phone: '027-80000000' },
  status: 'active',
  created_at: '2020-02-10T00:00:00Z',
  updated_at: '2020-02-10T00:00:00Z',
  version: 1,
};
const administrator = {
  user_id: 'u1',
  username: '10284-admin',
  display_name: '李明',
  activation_code: 'ABCDE-FGHJK',
};
const { name, uscc, level, region_code, pilot_status, majors, contact } = institution;
const form = {
  name,
  uscc,
  level,
  region_code,
  pilot_status,
  majors,
  contact,
  admin: { display_name: '李明' },
};
const application = {
  id: 'a1',
  reference: '20200302-7KQ3XM2B',
  status: 'submitted',
  application: form,
  submitted_at: '2020-03-02T01:00:00Z',
  created_at: '2020-03-02T01:00:00Z',
  version: 2,
};

describe('institutions', () => {
  it('are opened by their branch, which keeps what was typed when a code is taken', async () => {
    asUser(BRANCH);
    let taken = true;
    const { calls } = serve({
      'GET /api/v1/institutions': () => ({ items: [] }),
      'POST /api/v1/institutions': () =>
        taken
          ? problem(409, 'uscc_taken', {
              errors: [{ pointer: '/uscc', code: 'duplicate', message: 'is taken' }],
            })
          : json({ institution, administrator, warnings: [] }, 201),
    });
    renderStaff(<InstitutionsPage />);
    const [open] = await screen.findAllByRole('button', { name: /开通学校/ });
    if (!open) throw new Error('no way to open a school');
    await userEvent.click(open);
    await userEvent.type(screen.getByLabelText('学校名称'), '江城职业学院');
    await userEvent.type(screen.getByLabelText('统一社会信用代码'), '12420000000000001X');
    await userEvent.click(screen.getByRole('radio', { name: '高职' }));
    await userEvent.type(screen.getByLabelText('联系人姓名'), '王老师');
    await userEvent.type(screen.getByLabelText('联系电话'), '027-80000000');
    await userEvent.type(screen.getByLabelText('管理员姓名'), '李明');
    await userEvent.click(screen.getByRole('button', { name: '开通并邀请管理员' }));
    expect(await screen.findByText('重复')).toBeInTheDocument();
    expect(screen.getByLabelText('学校名称')).toHaveValue('江城职业学院');
    taken = false;
    await userEvent.click(screen.getByRole('button', { name: '开通并邀请管理员' }));
    expect(await screen.findByText('ABCDE-FGHJK')).toBeInTheDocument();
    const sent = calls.filter(({ method }) => method === 'POST');
    expect(sent[1]?.body).toEqual({
      name: '江城职业学院',
      uscc: '12420000000000001X',
      level: 'higher_vocational',
      region_code: '42',
      pilot_status: 'non_pilot',
      majors: [],
      contact: { name: '王老师', phone: '027-80000000' },
      admin: { display_name: '李明' },
    });
  });
});

describe('applications', () => {
  const shared = {
    'GET /api/v1/institution-applications': () => ({ items: [application] }),
    'GET /api/v1/institution-applications/a1': () => ({ ...application, same_uscc: [] }),
    'GET /api/v1/institution-applications/a1/scan': () => problem(404, 'not_found'),
  };

  it('are approved on the version that was seen, and the code is shown', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...shared,
      'POST /api/v1/institution-applications/a1/approve': () => ({
        application: { ...application, status: 'approved' },
        institution,
        administrator,
        warnings: [],
      }),
    });
    renderStaff(<ApplicationsPage />, '/?application=a1');
    await userEvent.click(await screen.findByRole('button', { name: '通过' }));
    const dialog = await findDialog(/通过后立即开通学校/);
    await userEvent.click(within(dialog).getByRole('button', { name: '通过' }));
    expect(await screen.findByText('ABCDE-FGHJK')).toBeInTheDocument();
    const sent = calls.find(({ path }) => path.endsWith('/approve'));
    expect(sent?.headers.get('If-Match')).toBe('"2"');
  });

  it('are returned only with remarks', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      ...shared,
      'POST /api/v1/institution-applications/a1/return': () => ({
        ...application,
        status: 'returned',
      }),
    });
    renderStaff(<ApplicationsPage />, '/?application=a1');
    await userEvent.click(await screen.findByRole('button', { name: '退回修改' }));
    const dialog = await findDialog(/请写明需要修改的内容/);
    await userEvent.click(within(dialog).getByRole('button', { name: '退回修改' }));
    expect(await within(dialog).findByText(/至少 4 个字/)).toBeInTheDocument();
    await userEvent.type(within(dialog).getByLabelText('意见'), '扫描件缺少公章');
    await userEvent.click(within(dialog).getByRole('button', { name: '退回修改' }));
    await waitFor(() =>
      expect(calls.find(({ path }) => path.endsWith('/return'))?.body).toEqual({
        remarks: '扫描件缺少公章',
      }),
    );
  });
});

describe('the public form', () => {
  it('says what is missing and turns texts into the document and back', () => {
    expect(faultsOf(emptyDraft)).toContain('/contact/phone');
    const draft = {
      ...emptyDraft,
      name: ' 江城职业学院 ',
      uscc: uscc,
      level: 'higher_vocational' as const,
      region_code: '42',
      majors: '会计、金融，税务',
      contact_name: '王老师',
      contact_phone: '027-80000000',
      admin_name: '李明',
    };
    expect(faultsOf(draft)).toEqual([]);
    const sent = toServer(draft);
    expect(sent).toMatchObject({ name: '江城职业学院', majors: ['会计', '金融', '税务'] });
    expect(sent).not.toHaveProperty('code');
    expect(toServer(fromServer(sent))).toEqual(sent);
  });

  it('asks for what is missing before it sends anything', async () => {
    const { calls } = serve({});
    renderPublic(<ApplyPage />);
    await userEvent.click(await screen.findByRole('button', { name: '提交申请' }));
    expect(await screen.findByText('请上传盖章的申请表扫描件')).toBeInTheDocument();
    expect(screen.getByLabelText('学校名称')).toHaveAccessibleDescription('必填');
    expect(calls).toEqual([]);
  });

  it('sends form and scan together and shows the secret once', async () => {
    const { calls } = serve({
      'POST /api/v1/public/institution-applications': () =>
        json(
          {
            reference: '20200302-7KQ3XM2B',
            secret: 'kq3Xh1aXlB8m',
            status: 'submitted',
            submitted_at: '2020-03-02T01:00:00Z',
          },
          201,
        ),
    });
    renderPublic(<ApplyPage />);
    const part = vi.spyOn(FormData.prototype, 'append');
    await userEvent.type(await screen.findByLabelText('学校名称'), '江城职业学院');
    await userEvent.type(screen.getByLabelText('统一社会信用代码'), uscc);
    await userEvent.selectOptions(screen.getByLabelText('办学层次'), 'higher_vocational');
    await userEvent.selectOptions(screen.getByLabelText('所在片区'), '42');
    await userEvent.type(screen.getByLabelText('联系人姓名'), '王老师');
    await userEvent.type(screen.getByLabelText('联系电话'), '027-80000000');
    await userEvent.type(screen.getByLabelText('管理员姓名'), '李明');
    const scan = new File(['%PDF-'], 'form.pdf', { type: 'application/pdf' });
    await userEvent.upload(screen.getByLabelText('申请表扫描件'), scan);
    await userEvent.click(screen.getByRole('button', { name: '提交申请' }));
    expect(await screen.findByText('kq3Xh1aXlB8m')).toBeInTheDocument();
    expect(calls).toHaveLength(1);
    expect(part).toHaveBeenCalledWith('scan', scan);
    const text = part.mock.calls.find(([field]) => field === 'application')?.[1];
    expect(JSON.parse(String(text))).toMatchObject({
      name: '江城职业学院',
      admin: { display_name: '李明' },
    });
  });
});
