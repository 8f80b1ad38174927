import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, BRANCH, HQ, serve } from '@/test/api';
import { renderStaffRoutes } from '@/test/render';
import { shared } from '@/test/training';
import BoardPage from './BoardPage';

const row = (period: number, region_code: string, more: Record<string, number>) => ({
  period,
  region_code,
  batches: 1,
  enrolled: 0,
  waiting: 0,
  classes: 0,
  held_hours: 0,
  without_guidance: 0,
  at_risk: 0,
  certified: 0,
  ...more,
});
const board = [
  row(1, '32', { enrolled: 20, certified: 18 }),
  row(3, '32', { enrolled: 30, waiting: 4, classes: 2, without_guidance: 3 }),
  row(3, '42', { enrolled: 12, at_risk: 1 }),
];

const show = (at: string) => renderStaffRoutes({ '/training/board': <BoardPage /> }, at);

describe('the board', () => {
  it('adds up the periods and leads from each number to its list', async () => {
    asUser(HQ);
    serve({ ...shared, 'GET /api/v1/training-board': () => ({ items: board }) });
    show('/training/board');
    const enrolled = await screen.findByRole('button', { name: /已报名.*62/ });
    expect(enrolled).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(await screen.findByRole('tab', { name: '第 3 期' }));
    expect(await screen.findByRole('button', { name: /已报名.*42/ })).toBeInTheDocument();
    const cells = await screen.findAllByRole('cell', { name: '江苏' });
    const jiangsu = cells[0]?.closest('tr');
    if (!jiangsu) throw new Error('no row');
    expect(within(jiangsu).getByRole('link', { name: '3' })).toHaveAttribute(
      'href',
      '/training/guidance?owed=true&period=3&region_code=32&edition_id=e1',
    );
    expect(within(jiangsu).getByRole('link', { name: '4' })).toHaveAttribute(
      'href',
      '/training/enrolments?status=waiting&period=3&region_code=32&edition_id=e1',
    );
    // Nothing behind a zero.
    expect(within(jiangsu).queryByRole('link', { name: '0' })).not.toBeInTheDocument();
  });

  it('shows a branch its region without a map', async () => {
    asUser(BRANCH);
    serve({ ...shared, 'GET /api/v1/training-board': () => ({ items: [board[2]] }) });
    show('/training/board?measure=at_risk');
    expect(await screen.findByRole('link', { name: '1' })).toHaveAttribute(
      'href',
      '/training/at-risk?edition_id=e1',
    );
    expect(screen.queryByRole('region', { name: '出勤不足' })).not.toBeInTheDocument();
  });
});
