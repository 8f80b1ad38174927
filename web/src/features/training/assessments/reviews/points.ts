/** Points as they are typed and added up: hundredths, so that nothing is lost. */

/** Hundredths of a typed number with at most two decimals; nothing for what is none. */
export function hundredths(typed: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(typed.trim());
  if (!match) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** `87.5`, `60`. */
export function written(value: number): string {
  const cents = value % 100;
  if (cents === 0) return String(value / 100);
  return `${Math.floor(value / 100)}.${String(cents).padStart(2, '0').replace(/0$/, '')}`;
}

/** What they come to, as far as they are numbers. */
export const sumOf = (typed: readonly (string | undefined)[]): string =>
  written(typed.reduce((sum, one) => sum + (hundredths(one ?? '') ?? 0), 0));
