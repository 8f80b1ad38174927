import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Grant } from '@/lib/api/types';
import { asUser, serve } from '@/test/api';
import { renderStaff } from '@/test/render';
import ResultImportPage from './ResultImportPage';
import ResultsPage from './ResultsPage';

const CERTIFIER: Grant = {
  id: 'g-c',
  granted_at: '2020-02-09T00:00:00Z',
  role: 'certifier',
  scope: { kind: 'country' },
};
const result = {
  id: 'x1',
  edition_id: 'e1',
  exam_date_id: 'd1',
  exam_date: '2020-04-18',
  subject: { id: 'k1', code: 'agency', title_zh: '代理实务', title_en: 'Agency' },
  student: { id: 's1', name: '欧阳㛃', student_no: '20200001' },
  institution: { id: 'i1', name: '某学院' },
  region_code: '42',
  status: 'scored',
  score: '58.5',
  recorded_at: '2020-04-20T01:00:00Z',
  version: 2,
};
const base = {
  'GET /api/v1/editions': () => ({
    items: [{ id: 'e1', title_zh: '某期', title_en: 'An edition', status: 'open' }],
  }),
  'GET /api/v1/editions/e1/calendar': () => ({
    exam_dates: [{ id: 'd1', period: 1, date: '2020-04-18' }],
  }),
  'GET /api/v1/editions/e1/subjects': () => ({ items: [] }),
  'GET /api/v1/institutions': () => ({ items: [] }),
};

describe('results', () => {
  it('are corrected by a certifier, with a reason and the version that was seen', async () => {
    asUser(CERTIFIER);
    const { calls } = serve({
      ...base,
      'GET /api/v1/subject-results': () => ({ items: [result] }),
      'POST /api/v1/subject-results/x1/corrections': () => ({ ...result, score: '61' }),
    });
    renderStaff(<ResultsPage />);
    expect(await screen.findByText('58.5')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: '更正' }));
    const score = await screen.findByLabelText('分数');
    await userEvent.clear(score);
    await userEvent.type(score, '61.25');
    await userEvent.type(screen.getByLabelText('更正理由'), '复核后更正');
    const [, submit] = screen.getAllByRole('button', { name: '更正' });
    await userEvent.click(submit as HTMLElement);
    await waitFor(() =>
      expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
        status: 'scored',
        score: '61.25',
        reason: '复核后更正',
      }),
    );
    expect(calls.find(({ method }) => method === 'POST')?.headers.get('If-Match')).toBe('"2"');
  });

  it('are imported for one exam date, which is asked for first', async () => {
    asUser(CERTIFIER);
    serve(base);
    renderStaff(<ResultImportPage />);
    expect(await screen.findByText('请先选择考试日期')).toBeInTheDocument();
    expect(document.querySelector('input[type=file]')).toBeDisabled();
    await userEvent.click(screen.getByRole('combobox', { name: /考试日期/ }));
    await userEvent.click(await screen.findByText('第 1 次考试 2020年4月18日'));
    await waitFor(() => expect(document.querySelector('input[type=file]')).toBeEnabled());
  });
});
