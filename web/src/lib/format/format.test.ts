import { describe, expect, it } from 'vitest';
import { formatDate, formatDateTime, formatDuration, formatMoney, formatPercent } from './format';

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
