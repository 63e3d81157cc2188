import { useEffect, useState } from 'preact/hooks';

/** Whether a moment (in milliseconds since the epoch) has come; draws again when it does. */
export function useDue(moment: number | null): boolean {
  const [, redraw] = useState({});
  const isDue = moment === null || moment <= Date.now();
  useEffect(() => {
    if (moment === null || moment <= Date.now()) return;
    const timer = setTimeout(() => redraw({}), moment - Date.now());
    return () => clearTimeout(timer);
  }, [moment]);
  return isDue;
}
