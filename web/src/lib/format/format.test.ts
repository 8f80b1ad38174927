import { describe, expect, it } from 'vitest';
import { formatDate, formatDateTime, formatDuration, formatMoney, formatPercent } from './format';
import { instantOf, localOf } from './local';

describe('dates', () => {
  it('shows an ISO date as that day, whatever the zone of the reader', () => {
    expect(formatDate('2020-03-02', 'zh-CN')).toBe('2020年3月2日');
    expect(formatDate('2020-03-02', 'en')).toBe('2 March 2020');
  });

  it('shows an instant in programme time', () => {
    expect(formatDateTime('2020-03-01T17:30:00Z', 'zh-CN')).toBe('2020/03/02 01:30');
    expect(formatDate('2020-03-01T17:30:00Z', 'en')).toBe('2 March 2020');
  });

  it('shows nothing for nothing', () => {
    expect(formatDate(null, 'zh-CN')).toBe('');
  });
});

describe('money', () => {
  it.each([
    [0, '¥0.00'],
    [5, '¥0.05'],
    [123456789, '¥1,234,567.89'],
    [-199, '-¥1.99'],
  ])('shows %i fen', (fen, text) => {
    expect(formatMoney(fen, 'zh-CN')).toBe(text);
  });
});

it('rounds a share to one place', () => {
  expect(formatPercent(0.12345, 'zh-CN')).toBe('12.3%');
});

it.each([
  [0.2, '1 second'],
  [59, '59 seconds'],
  [120, '2 minutes'],
  [7200, '2 hours'],
])('shows %s seconds in a fitting unit', (seconds, text) => {
  expect(formatDuration(seconds, 'en')).toBe(text);
});

describe('fields of dates with a time', () => {
  it('hold programme time, whatever the zone of the reader', () => {
    expect(localOf('2020-03-01T16:30:59Z')).toBe('2020-03-02T00:30');
    expect(instantOf('2020-03-02T00:30')).toBe('2020-03-02T00:30:00+08:00');
    expect(localOf(instantOf('2020-03-02T23:59'))).toBe('2020-03-02T23:59');
  });

  it('take a day alone for its beginning, and nothing for nothing', () => {
    expect(instantOf('2020-03-02')).toBe('2020-03-02T00:00:00+08:00');
    expect(instantOf(undefined)).toBeUndefined();
    expect(localOf(null)).toBeUndefined();
  });
});
