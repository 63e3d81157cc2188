const RADIUS = 9;
const LENGTH = 2 * Math.PI * RADIUS;

/** How far something has got: a ring that closes, or one that turns while nobody knows. */
export function ProgressRing({ label, part }: { label: string; part: number | null }) {
  // What is sent is not yet taken: the end of it is the server's.
  const known = part === null || part >= 1 ? null : part;
  return (
    <span
      class="ck-ring"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known === null ? undefined : Math.round(known * 100)}
      data-unknown={known === null ? '' : undefined}
    >
      <svg viewBox="0 0 24 24" fill="none" stroke-width="2.5" aria-hidden="true">
        <circle cx="12" cy="12" r={RADIUS} stroke="currentColor" opacity="0.25" />
        <circle
          cx="12"
          cy="12"
          r={RADIUS}
          stroke="currentColor"
          stroke-linecap="round"
          stroke-dasharray={`${LENGTH * (known ?? 0.3)} ${LENGTH}`}
          transform="rotate(-90 12 12)"
        />
      </svg>
    </span>
  );
}
