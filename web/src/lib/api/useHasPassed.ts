/** Whether an instant is over by the server's clock, told at that very moment, whatever the machine's own clock says. */
import { useEffect, useState } from 'react';
import { useMeta } from './useMeta';

/** Timers of browsers are no longer than 24 days: after this one the next is set. */
const LONGEST_MS = 3_600_000;

/** False as long as the server's clock is not known. */
export function useHasPassed(until: string | null | undefined): boolean {
  const { data, dataUpdatedAt } = useMeta();
  const [now, setNow] = useState(Date.now);
  // By the machine's clock, which need only go on as the server's does.
  const at = data && until ? Date.parse(until) - Date.parse(data.now) + dataUpdatedAt : undefined;
  useEffect(() => {
    if (at === undefined || now > at) return;
    const left = Math.max(0, at - Date.now()) + 1;
    const timer = window.setTimeout(() => setNow(Date.now()), Math.min(left, LONGEST_MS));
    return () => window.clearTimeout(timer);
  }, [at, now]);
  return at !== undefined && now > at;
}
