import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { problem, serve } from '@/test/api';
import { renderPublic } from '@/test/render';
import VerifyPage from './VerifyPage';

const checked_at = '2020-07-01T02:00:00Z';

async function ask(name: string) {
  await userEvent.type(await screen.findByLabelText('持证人姓名'), `${name}{Enter}`);
}

describe('VerifyPage', () => {
  it('shows every printed field of a valid certificate', async () => {
    const { calls } = serve({
      'POST /api/v1/public/certificates/verify': () => ({
        verdict: 'valid',
        checked_at,
        certificate: {
          number: 'N-1',
          name: '欧阳㛃',
          issued_on: '2020-07-01',
          subjects: ['甲', '乙'],
          something_new: 'printed as well',
          absent: null,
        },
      }),
    });
    renderPublic(<VerifyPage />, '/?number=N-1');
    await waitFor(() => expect(screen.getByLabelText('证书编号')).toHaveValue('N-1'));
    await ask(' 欧阳㛃 ');
    expect(await screen.findByRole('heading', { name: '证书有效' })).toBeInTheDocument();
    expect(screen.getByText('2020年7月1日')).toBeInTheDocument();
    expect(screen.getByText('甲、乙')).toBeInTheDocument();
    expect(screen.getByText('printed as well')).toBeInTheDocument();
    expect(screen.queryByText('absent')).toBeNull();
    expect(calls[0]?.body).toEqual({ number: 'N-1', name: '欧阳㛃' });
  });

  it.each([
    ['revoked', '证书已撤销'],
    ['superseded', '证书已被新证书替代'],
    ['unknown', '没有查到相符的证书'],
  ])('says when it is %s', async (verdict, title) => {
    serve({ 'POST /api/v1/public/certificates/verify': () => ({ verdict, checked_at }) });
    renderPublic(<VerifyPage />, '/?number=N-1');
    await ask('某人');
    expect(await screen.findByRole('heading', { name: title })).toBeInTheDocument();
    expect(screen.queryByRole('heading', { name: '证书有效' })).toBeNull();
  });

  it('takes a former answer away before the next question is answered', async () => {
    let asked = 0;
    serve({
      'POST /api/v1/public/certificates/verify': () => {
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
