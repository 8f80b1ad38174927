/** Seconds until an instant of the server's clock, whatever the machine's own clock says. */
import { useEffect, useState } from 'react';

/** `now`: what the server's clock said when it answered, which was at `readAt` of `performance.now()`. */
export function secondsLeft(until: string, now: string, elapsedMs: number): number {
  const left = Date.parse(until) - Date.parse(now) - elapsedMs;
  return Math.max(0, Math.ceil(left / 1000));
}

export function useSecondsLeft(until: string, now: string): number {
  const [readAt, setReadAt] = useState(() => ({ now, at: performance.now() }));
  if (readAt.now !== now) setReadAt({ now, at: performance.now() });
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    const tick = () => setElapsed(performance.now() - readAt.at);
    tick();
    const timer = window.setInterval(tick, 1000);
    return () => window.clearInterval(timer);
  }, [readAt]);
  return secondsLeft(until, readAt.now, elapsed);
}

/** `1:05:09`, or `5:09` within the last hour. */
export function clockText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
