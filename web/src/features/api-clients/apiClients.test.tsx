import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, json, serve } from '@/test/api';
import { findDialog, renderStaff } from '@/test/render';
import ApiClientsPage from './ApiClientsPage';

const apiClient = {
  id: 'k1',
  name: '省级职教平台',
  client_id: 'onex-7f3k2m9q4w',
  scopes: ['students:read'],
  scope: { kind: 'region', region_code: '42' },
  created_by: 'u1',
  created_at: '2020-02-10T00:00:00Z',
};

describe('API clients', () => {
  it('are made for the branch’s own region; the secret is gone once the dialog is closed', async () => {
    asUser(BRANCH);
    const { calls } = serve({
      'GET /api/v1/api-clients': () => ({ items: [apiClient] }),
      'POST /api/v1/api-clients': () =>
        json({ client: apiClient, client_secret: 'top-secret-1' }, 201),
    });
    renderStaff(<ApiClientsPage />);
    await userEvent.click(await screen.findByRole('button', { name: /新建客户端/ }));
    await userEvent.type(screen.getByLabelText('名称'), '省级职教平台');
    await userEvent.click(screen.getByRole('checkbox', { name: '学生' }));
    await userEvent.click(screen.getByRole('button', { name: '保存' }));
    expect(await screen.findByText('top-secret-1')).toBeInTheDocument();
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
      name: '省级职教平台',
      scopes: ['students:read'],
      scope: { kind: 'region', region_code: '42' },
    });
    const dialog = await findDialog(/密钥只显示这一次/);
    const done = dialog.querySelector<HTMLButtonElement>('.ant-btn-primary');
    if (!done) throw new Error('no way to close the dialog');
    await userEvent.click(done);
    await waitFor(() => expect(screen.queryByText('top-secret-1')).toBeNull());
  });
});
