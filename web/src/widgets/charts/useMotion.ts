import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { Layout } from './layout';
import { between, type Marks } from './marks';

/** How long marks are on their way, in milliseconds. */
const DURATION = 240;
/** With more marks than this, each step would take longer than it is shown. */
const MOST = 1_000;

interface Motion {
  goal: Layout;
  from: readonly Marks[];
  shown: readonly Marks[];
  /** When it began; it is over from the start if nothing is to move. */
  since: number;
}

/** The marks of a layout, on their way from those of the layout before where its values changed. */
export function useMotion(layout: Layout): readonly Marks[] {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const ref = useRef<Motion>({ goal: layout, from: [], shown: layout.marks, since: -DURATION });
  const motion = ref.current;
  const now = performance.now();
  if (motion.goal !== layout) {
    const since = moves(motion.goal, layout) ? now : -DURATION;
    ref.current = { goal: layout, from: motion.shown, shown: motion.shown, since };
  }
  const { from, since } = ref.current;
  const part = Math.min(1, (now - since) / DURATION);
  const isMoving = part < 1;
  ref.current.shown = isMoving ? between(from, layout.marks, 1 - (1 - part) ** 3) : layout.marks;
  useEffect(() => {
    if (!isMoving) return;
    const frame = requestAnimationFrame(() => redraw(undefined));
    return () => cancelAnimationFrame(frame);
  });
  return ref.current.shown;
}

/** A change of size or direction is followed at once; a change of values is seen. */
function moves(before: Layout, after: Layout): boolean {
  const count = after.marks.reduce((sum) => sum + after.xs.length, 0);
  return (
    before.width === after.width &&
    before.height === after.height &&
    before.plot.left === after.plot.left &&
    count <= MOST &&
    globalThis.matchMedia?.('(prefers-reduced-motion: no-preference)').matches === true
  );
}
