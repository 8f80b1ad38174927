/** Minutes of attendance as they are typed: nothing is put right silently. Pure. */
import type { AttendanceRow } from './api';

/** What is wrong with a field: out of range, or emptied where a record stands, which cannot be taken back. */
export type Fault = 'range' | 'kept';

const WHOLE = /^[0-9]{1,4}$/;
/** Digits of full width are digits as well. */
const plain = (text: string) => text.normalize('NFKC').trim();

export const shownOf = (row: AttendanceRow, typed: string | undefined): string =>
  typed ?? String(row.record?.minutes ?? '');

export function faultOf(
  row: AttendanceRow,
  typed: string | undefined,
  most: number,
): Fault | undefined {
  if (typed === undefined) return undefined;
  const text = plain(typed);
  if (text === '') return row.record ? 'kept' : undefined;
  return WHOLE.test(text) && Number(text) <= most ? undefined : 'range';
}

/** What differs from the records. Whoever has none and an empty field stays without one. */
export const changesOf = (
  rows: readonly AttendanceRow[],
  typed: Readonly<Record<string, string>>,
) =>
  rows.flatMap((row) => {
    const text = plain(typed[row.user_id] ?? '');
    if (text === '') return [];
    const minutes = Number(text);
    return row.record?.minutes === minutes ? [] : [{ user_id: row.user_id, minutes }];
  });
