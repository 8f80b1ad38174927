/** What somebody else changed while this person filled the form. Pure. */

export interface ChangedField {
  name: (string | number)[];
  /** What it is now. */
  value: unknown;
  /** What this person's form had. */
  typed: unknown;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value !== '');

/** Fields whose stored value differs from the one that the form began with, groups of fields one by one. */
export function changedFields(
  before: unknown,
  now: unknown,
  typed: unknown,
  name: (string | number)[] = [],
): ChangedField[] {
  if (isGroup(now)) {
    return Object.entries(now).flatMap(([key, value]) =>
      changedFields(
        isGroup(before) ? before[key] : undefined,
        value,
        isGroup(typed) ? typed[key] : undefined,
        [...name, key],
      ),
    );
  }
  return same(before, now) ? [] : [{ name, value: now, typed }];
}
