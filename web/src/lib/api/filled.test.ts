import { expect, it } from 'vitest';
import { filled } from './filled';

it('leaves out what was left empty or cleared, and nothing else', () => {
  const values = { a: 'x', b: '', c: null, d: undefined, e: 0, f: false, g: [] };
  expect(Object.entries(filled(values))).toEqual([
    ['a', 'x'],
    ['e', 0],
    ['f', false],
    ['g', []],
  ]);
});
