import { useTranslator } from '../context';

/** How long a button still waits; for the eyes, since the text beside it says when that ends. */
export function Countdown({ seconds }: { seconds: number }) {
  const { duration } = useTranslator();
  if (seconds === 0) return null;
  return (
    <span class="ck-countdown" aria-hidden="true">
      {duration(seconds)}
    </span>
  );
}
