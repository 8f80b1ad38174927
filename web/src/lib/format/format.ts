/** Dates, numbers and money for the language of the interface. Programme time is Asia/Shanghai. */

export const TIME_ZONE = 'Asia/Shanghai';
export type Language = 'zh-CN' | 'en';

const locale = (language: string): string => (language === 'en' ? 'en-GB' : 'zh-CN');

const cache = new Map<string, Intl.DateTimeFormat>();
function dateFormat(language: string, key: string, options: Intl.DateTimeFormatOptions) {
  const id = `${language}|${key}`;
  let format = cache.get(id);
  if (!format) {
    format = new Intl.DateTimeFormat(locale(language), { timeZone: TIME_ZONE, ...options });
    cache.set(id, format);
  }
  return format;
}

/** An ISO date (`2020-03-02`) is a day of the programme, not midnight in London. */
function instant(value: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00+08:00` : value);
}

/** `2020年3月2日` / `2 March 2020`, of a date or an instant. */
export function formatDate(value: string | null | undefined, language: string): string {
  if (!value) return '';
  return dateFormat(language, 'd', { year: 'numeric', month: 'long', day: 'numeric' }).format(
    instant(value),
  );
}

/** `3月2日 周一` / `Mon 2 Mar`. */
export function formatDay(value: string | null | undefined, language: string): string {
  if (!value) return '';
  return dateFormat(language, 'w', { month: 'short', day: 'numeric', weekday: 'short' }).format(
    instant(value),
  );
}

/** `3月` / `Mar`. */
export function formatMonth(value: string | null | undefined, language: string): string {
  if (!value) return '';
  return dateFormat(language, 'm', { month: 'short' }).format(instant(value));
}

/** `2020/03/02 09:05` with the language's order. */
export function formatDateTime(value: string | null | undefined, language: string): string {
  if (!value) return '';
  return dateFormat(language, 'dt', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(instant(value));
}

export function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(locale(language)).format(value);
}

/** `12万` / `120K`, where there is little room. */
export function formatCompact(value: number, language: string): string {
  return new Intl.NumberFormat(locale(language), {
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(value);
}

/** A share from 0 to 1. */
export function formatPercent(value: number, language: string): string {
  return new Intl.NumberFormat(locale(language), {
    style: 'percent',
    maximumFractionDigits: 1,
  }).format(value);
}

/** Whole fen to yuan, without going through a binary fraction. */
export function formatMoney(fen: number, language: string): string {
  const sign = fen < 0 ? '-' : '';
  const whole = Math.abs(fen);
  const yuan = new Intl.NumberFormat(locale(language)).format(Math.floor(whole / 100));
  return `${sign}¥${yuan}.${String(whole % 100).padStart(2, '0')}`;
}

/** Seconds, in the coarsest unit that says enough. */
export function formatDuration(seconds: number, language: string): string {
  const [value, unit]: [number, string] =
    seconds < 90
      ? [Math.max(1, Math.round(seconds)), 'second']
      : seconds < 5400
        ? [Math.round(seconds / 60), 'minute']
        : [Math.round(seconds / 3600), 'hour'];
  return new Intl.NumberFormat(locale(language), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).format(value);
}
