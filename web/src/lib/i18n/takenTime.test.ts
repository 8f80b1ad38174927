import { describe, expect, it } from 'vitest';
import { takenTime } from './takenTime';

describe('a time that is taken', () => {
  it('is told with the session that takes it, and with whoever is away', () => {
    expect(
      takenTime(
        'The class is taken from 2020-03-10 14:00 to 2020-03-10 16:15 by the session "实操"',
      ),
    ).toEqual({ from: '2020-03-10 14:00', until: '2020-03-10 16:15', session: '实操' });
    expect(
      takenTime('培训师甲 is taken from 2020-03-10 08:00 to 2020-03-11 08:00 by an absence'),
    ).toEqual({ who: '培训师甲', from: '2020-03-10 08:00', until: '2020-03-11 08:00' });
    expect(takenTime('overlaps the time at /sessions/0')).toBeUndefined();
  });
});
