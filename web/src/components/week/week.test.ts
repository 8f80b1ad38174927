import { describe, expect, it } from 'vitest';
import { addDays, clock, dayParts, instantAt, mondayOf, overlaps, weekOf } from './week';

describe('a week', () => {
  it('begins on Monday, whatever day is asked about', () => {
    expect(mondayOf('2020-03-04')).toBe('2020-03-02');
    expect(mondayOf('2020-03-02')).toBe('2020-03-02');
    expect(mondayOf('2020-03-08')).toBe('2020-03-02');
    expect(weekOf('2020-03-02').at(-1)).toBe('2020-03-08');
    expect(addDays('2020-02-29', 1)).toBe('2020-03-01');
  });

  it('is in programme time, wherever the browser is', () => {
    expect(dayParts({ start: '2020-03-04T01:00:00Z', end: '2020-03-04T02:30:00Z' })).toEqual([
      { day: '2020-03-04', from: 540, until: 630 },
    ]);
    expect(instantAt('2020-03-04', 540)).toBe('2020-03-04T09:00:00+08:00');
    expect(instantAt('2020-03-04', 1440)).toBe('2020-03-05T00:00:00+08:00');
    expect(clock(545)).toBe('09:05');
  });

  it('shows on each day what goes on past midnight, and nothing of a time that ends as the day begins', () => {
    expect(dayParts({ start: '2020-03-04T15:00:00Z', end: '2020-03-04T17:00:00Z' })).toEqual([
      { day: '2020-03-04', from: 1380, until: 1440 },
      { day: '2020-03-05', from: 0, until: 60 },
    ]);
    expect(dayParts({ start: '2020-03-04T15:00:00Z', end: '2020-03-04T16:00:00Z' })).toHaveLength(
      1,
    );
  });

  it('knows what overlaps; back to back is not', () => {
    const at = (from: string, until: string) => ({
      start: `2020-03-04T${from}:00Z`,
      end: `2020-03-04T${until}:00Z`,
    });
    expect(overlaps(at('01:00', '02:00'), at('01:59', '03:00'))).toBe(true);
    expect(overlaps(at('01:00', '02:00'), at('02:00', '03:00'))).toBe(false);
  });
});
