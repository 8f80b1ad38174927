/** Instants in fields of the kind `datetime-local`, which know no time zone: programme time is Asia/Shanghai. */

/** Shanghai has kept no summer time since 1991. */
const OFFSET_MS = 8 * 3_600_000;

/** `2020-03-02T09:30`, to the minute, of an instant. */
export function localOf(instant: string | null | undefined): string | undefined {
  if (!instant) return undefined;
  return new Date(Date.parse(instant) + OFFSET_MS).toISOString().slice(0, 16);
}

/** The instant of `2020-03-02T09:30`; of a day alone its beginning. Nothing of nothing. */
export function instantOf(local: string | undefined): string | undefined {
  if (!local) return undefined;
  return `${local.length === 10 ? `${local}T00:00` : local}:00+08:00`;
}

/** The instant of a field; of one that nobody touched that which filled it: fields know no seconds. */
export const instantKept = (typed: string, before: string | null | undefined): string =>
  before && localOf(before) === typed ? before : (instantOf(typed) ?? '');
