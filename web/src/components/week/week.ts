/** Days and times of a week grid, in programme time. */
import { instantOf, localOf } from '@/lib/format/local';

/** A stretch of time, of instants. */
export interface Span {
  start: string;
  end: string;
}

/** A stretch of one day, in minutes since its beginning. */
export interface DaySpan {
  day: string;
  from: number;
  until: number;
}

const DAY_MS = 86_400_000;

/** `2020-03-04` so many days later. */
export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** The seven days from a Monday on. */
export const weekOf = (monday: string): string[] =>
  Array.from({ length: 7 }, (_, n) => addDays(monday, n));

/** `09:05` of minutes since the day's beginning. */
export function clock(minutes: number): string {
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The instant of a minute of a day; the 24th hour is the next day's beginning. */
export function instantAt(day: string, minutes: number): string {
  const later = Math.floor(minutes / 1440);
  return instantOf(`${addDays(day, later)}T${clock(minutes - later * 1440)}`) ?? '';
}

/** A span day by day: what goes on past midnight has a part on each. */
export function dayParts({ start, end }: Span): DaySpan[] {
  const [from, until] = [localOf(start), localOf(end)];
  if (!from || !until || until <= from) return [];
  const minutes = (local: string) => Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16));
  const parts: DaySpan[] = [];
  for (let day = from.slice(0, 10); day <= until.slice(0, 10); day = addDays(day, 1)) {
    const first = day === from.slice(0, 10) ? minutes(from) : 0;
    const last = day === until.slice(0, 10) ? minutes(until) : 1440;
    if (first < last) parts.push({ day, from: first, until: last });
  }
  return parts;
}

/** Whether two stretches of days have a minute in common. */
export const meets = (a: DaySpan, b: DaySpan): boolean =>
  a.day === b.day && a.from < b.until && b.from < a.until;

/** Whether two spans have a moment in common. */
export const overlaps = (a: Span, b: Span): boolean =>
  Date.parse(a.start) < Date.parse(b.end) && Date.parse(b.start) < Date.parse(a.end);
