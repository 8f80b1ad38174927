import { describe, expect, it } from 'vitest';
import {
  emptyQuestion,
  faultsOf,
  freeKey,
  moved,
  pointsOf,
  questionsOf,
  rowsOf,
  ticked,
} from './questions';

const words = { yes: '对', no: '错' };

describe('questions being written', () => {
  it('begin with what their kind can be answered with', () => {
    expect(emptyQuestion('true_false', words).options).toEqual([
      { key: 'true', text: '对' },
      { key: 'false', text: '错' },
    ]);
    const single = emptyQuestion('single', words);
    expect(single.options.map(({ key }) => key)).toEqual(['k1', 'k2', 'k3', 'k4']);
    expect(single.answer).toEqual([]);
  });

  it('get keys that no option has', () => {
    expect(freeKey([])).toBe('k1');
    expect(
      freeKey([
        { key: 'k1', text: '' },
        { key: 'k3', text: '' },
      ]),
    ).toBe('k2');
  });

  it('have one right option, or several where several may be right', () => {
    const single = { ...emptyQuestion('single', words), answer: ['k1'] };
    expect(ticked(single, 'k2', true)).toEqual(['k2']);
    const multiple = { ...emptyQuestion('multiple', words), answer: ['k1'] };
    expect(ticked(multiple, 'k2', true)).toEqual(['k1', 'k2']);
    expect(ticked(multiple, 'k1', false)).toEqual([]);
  });

  it('are moved, counted and sent without what only the editor knows', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    const rows = rowsOf([
      {
        id: 'q1',
        kind: 'single',
        stem: '?',
        options: [],
        answer: [],
        points_hundredths: 150,
      },
    ]);
    expect(pointsOf(rows)).toBe(150);
    expect(questionsOf(rows)).toEqual([
      { kind: 'single', stem: '?', options: [], answer: [], points_hundredths: 150 },
    ]);
  });

  it('are told their own faults', () => {
    const fault = (pointer: string) => ({ pointer, code: 'question_empty_stem', message: '' });
    const all = [fault('/items/1/stem'), fault('/items/10/stem'), fault('/items')];
    expect(faultsOf(all, 1)).toEqual([fault('stem')]);
    expect(faultsOf(all, 0)).toEqual([]);
  });
});
