import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import regions from '@/lib/i18n/locales/zh-CN/regions.json';
import { renderStaff } from '@/test/render';
import { step, TileMap } from './TileMap';
import { GRID_COLUMNS, GRID_ROWS, TILES } from './tiles';

describe('the grid', () => {
  it('has each of the 34 regions once, each in a place of its own', () => {
    expect(TILES).toHaveLength(34);
    expect(new Set(TILES.map((tile) => tile.code)).size).toBe(34);
    expect(new Set(TILES.map((tile) => `${tile.column},${tile.row}`)).size).toBe(34);
    expect(TILES.map((tile) => tile.code).sort()).toEqual(Object.keys(regions.short).sort());
    for (const { column, row } of TILES) {
      expect(column).toBeLessThanOrEqual(GRID_COLUMNS);
      expect(row).toBeLessThanOrEqual(GRID_ROWS);
    }
  });

  it.each([
    [0, 100, 0],
    [1, 100, 0],
    [20, 100, 0],
    [21, 100, 1],
    [100, 100, 4],
    [5, 0, 0],
  ])('shades %i of %i as %i', (value, largest, expected) => {
    expect(step(value, largest)).toBe(expected);
  });
});

describe('TileMap', () => {
  it('shows numbers on the map and the same in a table, and leads to the rows', async () => {
    const onSelect = vi.fn();
    const { container } = renderStaff(
      <TileMap
        label="学员"
        values={{ '42': 1234, '11': 0, '31': 1_234_567 }}
        onSelect={onSelect}
      />,
    );
    const hubei = await screen.findByRole('button', { name: /湖北/ });
    expect(hubei).toHaveTextContent('1,234');
    await userEvent.click(hubei);
    expect(onSelect).toHaveBeenCalledWith('42');
    // No data is a dash, not a zero.
    expect(container.querySelector('[data-region="65"]')).toHaveTextContent('–');
    expect(container.querySelector('[data-region="11"]')).toHaveTextContent('0');

    const shanghai = container.querySelector('[data-region="31"]');
    expect(shanghai).toHaveTextContent('123.5万');
    expect(shanghai).toHaveAttribute('title', '上海 1,234,567');

    await userEvent.click(screen.getByText('表格'));
    const table = await screen.findByRole('table');
    expect(within(table).getAllByRole('row')).toHaveLength(35);
    expect(within(table).getByText('1,234')).toBeInTheDocument();
  });
});
