import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { problem, serve } from '@/test/api';
import { findDrawer, renderStaff } from '@/test/render';
import { SharesCard } from './SharesCard';

const LIST = 'GET /api/v1/certificates/{id}/shares';
const share = {
  id: 's1',
  certificate_id: 'c1',
  label: '某某公司',
  status: 'active',
  url: 'https://onex.example/s#abc',
  created_at: '2020-07-01T01:00:00Z',
  ends_at: '2020-07-31T16:00:00Z',
};
const meta = () => ({ version: '1', demo: true, simulated_now: '2020-07-01T02:00:00Z' });

describe('SharesCard', () => {
  it('makes a link that ends thirty days from the day of the programme', async () => {
    const made: object[] = [];
    const { calls } = serve({
      'GET /api/v1/meta': meta,
      [LIST]: () => ({ items: made }),
      'POST /api/v1/certificates/{id}/shares': () => {
        made.push(share);
        return share;
      },
    });
    renderStaff(<SharesCard certificate="c1" />);
    expect(await screen.findByText('还没有分享链接。')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '生成分享链接' }));
    await findDrawer('生成分享链接');
    await userEvent.type(screen.getByLabelText('交给谁'), ' 某某公司 ');
    await userEvent.click(screen.getByRole('button', { name: /^生\s?成$/ }));
    expect(await screen.findByText(share.url)).toBeInTheDocument();
    const sent = calls.find((call) => call.method === 'POST');
    expect(sent?.body).toEqual({ label: '某某公司', ends_on: '2020-07-31' });
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
  });

  it('withdraws a link after asking, and says why it could not', async () => {
    let refuse = true;
    const { calls } = serve({
      'GET /api/v1/meta': meta,
      [LIST]: () => ({ items: [share] }),
      'DELETE /api/v1/certificate-shares/{id}': () =>
        refuse ? problem(503, 'unavailable') : undefined,
    });
    renderStaff(<SharesCard certificate="c1" />);
    const withdraw = async () => {
      await userEvent.click(await screen.findByRole('button', { name: /^收\s?回$/ }));
      const buttons = await screen.findAllByRole('button', { name: /^收\s?回$/ });
      await userEvent.click(buttons[buttons.length - 1] as HTMLElement);
    };
    await withdraw();
    await waitFor(() => expect(calls.filter((c) => c.method === 'DELETE')).toHaveLength(1));
    refuse = false;
    await waitFor(() => expect(screen.queryByText('收回这个链接？')).not.toBeInTheDocument());
    await withdraw();
    expect(await screen.findByText('链接已收回')).toBeInTheDocument();
  });
});
