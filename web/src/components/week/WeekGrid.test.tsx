import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { renderStaff } from '@/test/render';
import { WeekGrid, type WeekItem } from './WeekGrid';

const item: WeekItem = {
  key: 's1',
  start: '2020-03-04T01:00:00Z',
  end: '2020-03-04T02:30:00Z',
  label: '平台实操',
  look: 'own',
};

function show(props: Partial<Parameters<typeof WeekGrid>[0]> = {}) {
  const picked = vi.fn();
  const opened = vi.fn();
  const moved = vi.fn();
  renderStaff(
    <WeekGrid
      label="南京一班"
      monday="2020-03-02"
      onMonday={moved}
      items={[item]}
      onPick={picked}
      onOpen={opened}
      {...props}
    />,
  );
  return { picked, opened, moved };
}

describe('a week grid', () => {
  it('is gone through by arrow keys; a longer time is chosen with Shift and taken with Enter', async () => {
    const { picked } = show();
    const grid = await screen.findByRole('grid', { name: '南京一班' });
    const first = within(grid).getByRole('gridcell', { name: /3月2日.*09:00–09:30/ });
    first.focus();
    await userEvent.keyboard(
      '{ArrowRight}{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}{Enter}',
    );
    expect(picked).toHaveBeenCalledWith({ day: '2020-03-03', from: 570, until: 660 });
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(picked).toHaveBeenLastCalledWith({ day: '2020-03-03', from: 660, until: 750 });
  });

  it('says of each half hour what stands in it, that it is taken, and that nothing may be there', async () => {
    show({
      busy: [{ start: '2020-03-03T01:00:00Z', end: '2020-03-03T02:00:00Z' }],
      allowed: (day) => day <= '2020-03-04',
    });
    const grid = await screen.findByRole('grid');
    expect(
      within(grid).getByRole('gridcell', { name: /3月4日.*10:00–10:30.*平台实操/ }),
    ).toBeVisible();
    expect(
      within(grid).getByRole('gridcell', { name: /3月3日.*09:30–10:00.*已占用/ }),
    ).toBeVisible();
    expect(
      within(grid).getByRole('gridcell', { name: /3月5日.*09:00–09:30.*不可安排/ }),
    ).toBeVisible();
  });

  it('opens what stands in it, and marks a proposal that clashes', async () => {
    const { opened, moved } = show({
      items: [item, { ...item, key: 'p', label: '草案', look: 'proposed' }],
    });
    const proposal = await screen.findByRole('button', { name: /草案/ });
    expect(within(proposal).getByLabelText('时间冲突')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /平台实操/ }));
    expect(opened).toHaveBeenCalledWith(item);
    await userEvent.click(screen.getByRole('button', { name: '下一周' }));
    expect(moved).toHaveBeenCalledWith('2020-03-09');
  });
});
