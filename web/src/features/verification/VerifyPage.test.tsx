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
    for (const value of [
      '2020110-00000123-26',
      '技能证书 / Skill Certificate',
      '居民身份证',
      '320***********1234',
      '某学院 4132010001',
      '江苏省 32',
      '某期',
      '全部科目考试合格',
      '某机构',
      'elementary 3',
    ]) {
      expect(screen.getByText(value)).toBeInTheDocument();
    }
    expect(
      screen.getByText(/甲 \(分数 87.5, 考试日期 2020年4月18日\)\s乙 \(等第 合格\)/),
    ).toBeInTheDocument();
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
