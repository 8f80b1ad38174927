import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { problem, serve } from '@/test/api';
import { renderPublic } from '@/test/render';
import SharePage from './SharePage';

const PATH = 'POST /api/v1/public/shares/open';

const answer = {
  ends_at: '2020-08-01T16:00:00Z',
  verification: {
    verdict: 'revoked',
    checked_at: '2020-07-01T02:00:00Z',
    revoked_at: '2020-06-30T02:00:00Z',
  },
};

describe('SharePage', () => {
  it('sends what stands behind the # in the body, and shows how the certificate stands now', async () => {
    const { calls } = serve({ [PATH]: () => answer });
    renderPublic(<SharePage />, '/#abc');
    expect(await screen.findByRole('heading', { name: '证书已撤销' })).toBeInTheDocument();
    expect(screen.getByText(/链接有效至/)).toBeInTheDocument();
    expect(calls.map((c) => c.body)).toEqual([{ token: 'abc' }]);
  });

  it('says of a link that does not open what to do instead', async () => {
    serve({ [PATH]: () => problem(404, 'not_found') });
    renderPublic(<SharePage />, '/#gone');
    expect(await screen.findByRole('heading', { name: '链接打不开' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: '凭编号和姓名查验' })).toHaveAttribute(
      'href',
      '/verify',
    );
  });

  it('asks nobody for an incomplete link', async () => {
    const { calls } = serve({ [PATH]: () => answer });
    renderPublic(<SharePage />);
    expect(await screen.findByText(/链接不完整/)).toBeInTheDocument();
    expect(calls).toEqual([]);
  });

  it('can be tried again when the server was not there', async () => {
    let down = true;
    serve({ [PATH]: () => (down ? problem(503, 'unavailable') : answer) });
    renderPublic(<SharePage />, '/#abc');
    const again = await screen.findByRole('button', { name: '重试' });
    down = false;
    await userEvent.click(again);
    expect(await screen.findByRole('heading', { name: '证书已撤销' })).toBeInTheDocument();
  });
});
