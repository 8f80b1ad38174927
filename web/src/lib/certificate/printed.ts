/**
 * Everything that is printed on a certificate as rows of label and value, in the order of the paper. What
 * this page does not know yet is shown all the same: comparing with the paper must not skip a field.
 */
import type { Answer } from '@/lib/api/types';
import { formatDate, formatDateTime } from '@/lib/format/format';
import { groupNumber } from './number';

export type Printed = NonNullable<
  Answer<'/api/v1/public/certificates/verify', 'post'>['certificate']
>;

export interface PrintedRow {
  key: string;
  label: string;
  value: string;
}

/** Translates a key of the catalogue `verification`, or falls back. */
export type Say = (key: string, fallback: string) => string;

/** Not on the paper: the version of the layout itself. */
const UNPRINTED = new Set(['schema']);

function plain(value: unknown, separator: string, language: string): string {
  if (Array.isArray(value)) {
    return value.map((one) => plain(one, separator, language)).join(separator);
  }
  if (typeof value === 'string') {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDate(value, language);
    return /^\d{4}-\d{2}-\d{2}T/.test(value) ? formatDateTime(value, language) : value;
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.values(value).filter((one) => one !== null && one !== undefined);
    return parts.map((one) => plain(one, separator, language)).join(' ');
  }
  return String(value);
}

/** Both languages where the paper has both: what is printed is compared, not translated. */
const both = (title: { zh: string; en?: string | null }) =>
  [title.zh, title.en].filter(Boolean).join(' / ');

function subjectText(subject: Printed['subjects'][number], say: Say, language: string): string {
  const parts = [
    subject.score && `${say('score', '')} ${subject.score}`,
    subject.grade && `${say('grade', '')} ${subject.grade}`,
    subject.exam_date && `${say('exam_date', '')} ${formatDate(subject.exam_date, language)}`,
    subject.passed_on && `${say('passed_on', '')} ${formatDate(subject.passed_on, language)}`,
  ].filter(Boolean);
  const title = both(subject.title);
  return parts.length > 0 ? `${title} (${parts.join(', ')})` : title;
}

export function printedRows(printed: Printed, say: Say, language: string): PrintedRow[] {
  const separator = say('list_separator', ', ');
  const known: { [K in keyof Printed]?: string } = {
    number: groupNumber(printed.number),
    title: both(printed.title),
    kind: say(`kinds.${printed.kind}`, printed.kind),
    holder_name: printed.holder_name,
    id_type: say(`id_types.${printed.id_type}`, printed.id_type),
    masked_id: printed.masked_id,
    institution: [printed.institution.name, printed.institution.code].filter(Boolean).join(' '),
    region: `${printed.region.name} ${printed.region.code}`,
    edition: both(printed.edition.title),
    subjects: printed.subjects.map((one) => subjectText(one, say, language)).join('\n'),
    basis: say(`bases.${printed.basis}`, printed.basis),
    issued_on: formatDate(printed.issued_on, language),
    issuer: both(printed.issuer),
    template: `${printed.template.id} ${printed.template.version}`,
  };
  const keys = [...Object.keys(known), ...Object.keys(printed).filter((key) => !(key in known))];
  return keys
    .filter((key) => !UNPRINTED.has(key))
    .map((key) => ({
      key,
      label: say(`fields.${key}`, key),
      value:
        known[key as keyof Printed] ?? plain(printed[key as keyof Printed], separator, language),
    }))
    .filter((row) => row.value !== '' && row.value !== 'null' && row.value !== 'undefined');
}
