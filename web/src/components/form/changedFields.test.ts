import { describe, expect, it } from 'vitest';
import { changedFields } from './changedFields';

describe('changedFields', () => {
  it('names what is stored otherwise than when the form began, with what was typed', () => {
    const before = { title: 'A', periods: [1], contact: { name: 'Li', phone: '1' } };
    const now = { title: 'B', periods: [1, 2], contact: { name: 'Li', phone: '1', email: 'x@y' } };
    const typed = { title: 'C', periods: [1], contact: { name: 'Wang', phone: '1' } };
    expect(changedFields(before, now, typed)).toEqual([
      { name: ['title'], value: 'B', typed: 'C' },
      { name: ['periods'], value: [1, 2], typed: [1] },
      { name: ['contact', 'email'], value: 'x@y', typed: undefined },
    ]);
  });

  it('leaves alone what only this person changed', () => {
    expect(changedFields({ title: 'A' }, { title: 'A' }, { title: 'C' })).toEqual([]);
  });

  it('takes a missing value and none for the same', () => {
    expect(changedFields({}, { major: null }, {})).toEqual([]);
  });
});
