import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, problem, serve } from '@/test/api';
import { renderStaff } from '@/test/render';
import HomePage from './HomePage';

describe('HomePage', () => {
  it('leads from a number to the rows behind it', async () => {
    asUser(BRANCH);
    serve({
      'GET /api/v1/home': () => ({
        role: 'branch_staff',
        cards: [
          { code: 'waiting_things', count: 1234, late: 2, link: '/cohorts?status=submitted' },
        ],
        next: [
          { code: 'exam', date: '2020-04-18', params: { period: 1, tentative: true } },
          {
            code: 'window_closes',
            date: '2020-04-10',
            params: { kind: 'platform_open', period: 1 },
          },
        ],
      }),
    });
    renderStaff(<HomePage />);
    const link = await screen.findByRole('link', { name: /1,234/ });
    expect(link).toHaveAttribute('href', '/cohorts?status=submitted');
    expect(link).toHaveTextContent('2 项已逾期');
    expect(screen.getByText('4月18日周六')).toBeInTheDocument();
    expect(screen.getByText(/平台开放第 1 期结束/)).toBeInTheDocument();
  });

  it('is never an empty dashboard: it says what this role can do', async () => {
    asUser(BRANCH);
    serve({ 'GET /api/v1/home': () => ({ role: 'branch_staff', cards: [], next: [] }) });
    renderStaff(<HomePage />);
    expect(await screen.findByText('没有等待处理的事项')).toBeInTheDocument();
    expect(screen.getByText(/为本片区开通学校/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: '开通学校' })).toHaveAttribute('href', '/institutions');
    expect(screen.getByText('近期没有日程')).toBeInTheDocument();
  });

  it('promises nothing that is not there yet', async () => {
    for (const role of ['content_editor', 'student'] as const) {
      asUser({ ...BRANCH, id: `g-${role}`, role, scope: { kind: 'country' } });
      serve({ 'GET /api/v1/home': () => ({ role, cards: [], next: [] }) });
      const { unmount } = renderStaff(<HomePage />);
      expect(await screen.findByText(/尚未开放/)).toBeInTheDocument();
      unmount();
    }
  });

  it('tells a failure', async () => {
    asUser();
    serve({ 'GET /api/v1/home': () => problem(500, 'internal') });
    renderStaff(<HomePage />);
    expect(await screen.findByRole('alert')).toHaveTextContent('req-1');
  });
});
