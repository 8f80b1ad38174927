/** What an event has to say, as names and values in the reader's words; api/src/domains/audit/words.rs does the same. */

export interface Words {
  /** The word for a code of a group of the catalogue, or the fallback. */
  text: (key: string, fallback: string, values?: Record<string, unknown>) => string;
  role: (code: string) => string;
  region: (code: string) => string;
  action: (code: string) => string;
  instant: (at: string) => string;
}

export interface Detail {
  name: string;
  value: string;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
/** Their values are names of fields. */
const FIELDS = new Set(['fields', 'changed']);

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isFields(value)) return Object.values(value).every(isNothing);
  return value === null || value === undefined || value === '';
}

function shownText(key: string, value: string, words: Words): string {
  if (key === 'role') return words.role(value);
  if (key === 'action') return words.action(value);
  if (key === 'region' || key === 'region_code') return words.region(value);
  const group = FIELDS.has(key) ? 'details' : 'values';
  return words.text(`${group}.${value}`, INSTANT.test(value) ? words.instant(value) : value);
}

function shown(key: string, value: unknown, words: Words): string {
  const { text } = words;
  if (typeof value === 'boolean') return text(value ? 'yes' : 'no', String(value));
  if (typeof value === 'string') return shownText(key, value, words);
  if (Array.isArray(value)) {
    return value.every((one) => typeof one === 'string' && ID.test(one))
      ? text('several', String(value.length), { count: value.length })
      : value.map((one) => shown(key, one, words)).join(text('marks.list', ', '));
  }
  if (!isFields(value)) return String(value);
  const pair = text('marks.pair', ': ');
  return details(value, words)
    .map((one) => one.name + pair + one.value)
    .join(text('marks.next', ', '));
}

export function details(detail: unknown, words: Words): Detail[] {
  if (!isFields(detail)) return [];
  return Object.entries(detail)
    .filter(([, value]) => !isNothing(value))
    .map(([key, value]) => ({
      name: words.text(`details.${key}`, key),
      value: shown(key, value, words),
    }));
}
