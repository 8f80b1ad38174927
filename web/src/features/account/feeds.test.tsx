import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, HQ, json, serve } from '@/test/api';
import { renderStaff } from '@/test/render';
import { TEACHER } from '@/test/training';
import AccountPage from './AccountPage';

const feed = { id: 'k1', label: '手机日历', created_at: '2020-03-01T00:00:00Z' };
const url = 'https://onex.example/api/v1/public/calendar-feeds/secret.ics';

describe('calendar feeds', () => {
  it('are made with an address that is shown once, and revoked', async () => {
    asUser(TEACHER);
    let feeds = [feed];
    const { calls } = serve({
      'GET /api/v1/me/sessions': () => ({ items: [] }),
      'GET /api/v1/calendar-feeds': () => ({ items: feeds }),
      'POST /api/v1/calendar-feeds': () => json({ ...feed, id: 'k2', label: '电脑', url }, 201),
      'DELETE /api/v1/calendar-feeds/k1': () => {
        feeds = [];
        return undefined;
      },
    });
    renderStaff(<AccountPage />);
    await userEvent.type(await screen.findByLabelText('用途'), '电脑');
    await userEvent.click(screen.getByRole('button', { name: '新建订阅地址' }));
    expect(await screen.findByText(url)).toBeInTheDocument();
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ label: '电脑' });
    await userEvent.click(screen.getByRole('button', { name: '撤销“手机日历”' }));
    const [, confirm] = await screen.findAllByRole('button', { name: /撤\s?销/ });
    if (!confirm) throw new Error('no question');
    await userEvent.click(confirm);
    await waitFor(() => expect(calls.some(({ method }) => method === 'DELETE')).toBe(true));
    expect(screen.queryByText(url)).not.toBeInTheDocument();
  });

  it('are not offered to those who hold no sessions and take part in none', async () => {
    asUser(HQ);
    serve({ 'GET /api/v1/me/sessions': () => ({ items: [] }) });
    renderStaff(<AccountPage />);
    await screen.findByText(/登录/);
    expect(screen.queryByText('日历订阅')).not.toBeInTheDocument();
  });
});
