import { useEffect, useState } from 'preact/hooks';

/** The seconds until a moment (in milliseconds since the epoch), 0 once it has come; counts down. */
export function useSecondsUntil(moment: number | null): number {
  const [, redraw] = useState({});
  const left = Math.max(0, (moment ?? 0) - Date.now());
  useEffect(() => {
    if (left <= 0) return;
    // When the number that is shown is the next one, and never before the moment.
    const timer = setTimeout(() => redraw({}), left % 1000 || 1000);
    return () => clearTimeout(timer);
  });
  return Math.ceil(left / 1000);
}
