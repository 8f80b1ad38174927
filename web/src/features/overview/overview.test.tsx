import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { asUser, serve } from '@/test/api';
import { renderStaff } from '@/test/render';
import OverviewPage from './OverviewPage';

const none = { teachers: 0, cohorts: 0, certificates: 0 };

describe('the country', () => {
  it('shows a measure by region and its total', async () => {
    asUser();
    serve({
      'GET /api/v1/editions': () => ({ items: [] }),
      'GET /api/v1/overview/regions': () => ({
        items: [
          { region_code: '42', institutions: 3, students: 1200, ...none },
          { region_code: '32', institutions: 5, students: 34, ...none },
        ],
      }),
    });
    const { router } = renderStaff(<OverviewPage />);
    const students = await screen.findByRole('button', { name: /学生/ });
    expect(students).toHaveTextContent('1,234');
    expect(screen.getByTitle('湖北 3')).toBeInTheDocument();
    await userEvent.click(students);
    expect(await screen.findByTitle('湖北 1,200')).toBeInTheDocument();
    expect(router.state.location.search).toBe('?measure=students');
    // The same numbers stand beside it, and lead to their rows.
    expect(screen.getByRole('link', { name: '1,200' })).toHaveAttribute(
      'href',
      '/students?region_code=42',
    );
  });
});
