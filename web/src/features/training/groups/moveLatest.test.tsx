import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { asUser, BRANCH, problem, serve } from '@/test/api';
import { findDialog, renderStaff } from '@/test/render';
import { batch, enrolment, shared } from '@/test/training';
import type { Batch } from '../api';
import { MoveLatestModal } from './MoveLatestModal';

const person = (no: number) => ({
  ...enrolment,
  id: `n${no}`,
  seq: no,
  teacher: { id: `t${no}`, name: `教师${no}`, staff_no: `T${no}` },
});

describe('moving those who were enrolled last', () => {
  it('moves nobody twice after one was refused, and says how many have gone', async () => {
    asUser(BRANCH);
    const here = new Set([1, 2, 3]);
    let refuses = true;
    const { calls } = serve({
      ...shared,
      'GET /api/v1/training-batches': () => ({
        items: [{ ...batch, id: 'b3', title: '下一期研修' }],
      }),
      'GET /api/v1/training-enrolments': () => ({ items: [...here].map(person) }),
      'POST /api/v1/training-enrolments/n2/move': () => {
        here.delete(2);
        return person(2);
      },
      'POST /api/v1/training-enrolments/n3/move': () => {
        if (refuses) return problem(503, 'overloaded');
        here.delete(3);
        return person(3);
      },
    });
    const moved = vi.fn();
    renderStaff(
      <MoveLatestModal
        batch={batch as unknown as Batch}
        regions={['42']}
        count={2}
        onClose={() => undefined}
        onMoved={moved}
      />,
    );
    const modal = within(await findDialog('调出最晚报名的 2 人'));
    await modal.findByText(/教师3/);
    await userEvent.click(modal.getByLabelText('调到'));
    await userEvent.click(await screen.findByText('下一期研修'));
    await userEvent.type(modal.getByLabelText('理由'), '本期已满');
    await userEvent.click(modal.getByRole('button', { name: '调班' }));
    expect(await modal.findByRole('alert')).toBeInTheDocument();
    await waitFor(() => expect(modal.queryByText(/教师2/)).not.toBeInTheDocument());
    // Nobody else takes the place of whoever has gone.
    expect(modal.queryByText(/教师1/)).not.toBeInTheDocument();
    refuses = false;
    await userEvent.click(modal.getByRole('button', { name: '调班' }));
    await waitFor(() => expect(moved).toHaveBeenCalledWith(2));
    const paths = calls.filter(({ method }) => method === 'POST').map(({ path }) => path);
    expect(paths.filter((path) => path.includes('/n2/'))).toHaveLength(1);
  });
});
