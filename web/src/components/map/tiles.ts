/**
 * The country as a grid, a tile for each of the 34 province-level regions (codes of GB/T 2260), placed by
 * rough position. A grid on purpose: it draws no borders.
 */
export interface Tile {
  code: string;
  column: number;
  row: number;
}

const GRID: readonly (readonly string[])[] = [
  ['', '', '', '', '', '', '23'],
  ['', '', '', '', '', '', '22'],
  ['65', '62', '64', '15', '11', '12', '21'],
  ['', '63', '61', '14', '13', '37', ''],
  ['54', '51', '50', '41', '34', '32', '31'],
  ['', '', '52', '42', '36', '33', ''],
  ['', '53', '45', '43', '44', '35', '71'],
  ['', '', '46', '', '82', '81', ''],
];

export const TILES: readonly Tile[] = GRID.flatMap((cells, row) =>
  cells.flatMap((code, column) => (code ? [{ code, column: column + 1, row: row + 1 }] : [])),
);

export const GRID_COLUMNS = 7;
export const GRID_ROWS = GRID.length;
