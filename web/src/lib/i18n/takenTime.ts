/** By whom, from when until when, and by what a time is taken, as the server's sentence says it. */
export function takenTime(
  message: string,
): { who?: string; from: string; until: string; session?: string } | undefined {
  const found = message.match(/^(.+) is taken from (\S+ \S+) to (\S+ \S+) by (.+)$/);
  const [, who, from, until, what] = found ?? [];
  if (!who || !from || !until || !what) return undefined;
  const session = what.match(/^the session "(.*)"$/)?.[1];
  return {
    ...(who === 'The class' ? {} : { who }),
    from,
    until,
    ...(session === undefined ? {} : { session }),
  };
}
