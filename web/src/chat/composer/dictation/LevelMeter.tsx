import { useEffect, useRef } from 'preact/hooks';
import { startMeter } from './meter';

const BAR = 3;
const GAP = 2;

/** What was heard lately as a row of bars that moves on; it stands still for who wants no motion. */
export function LevelMeter({ stream }: { stream: MediaStream }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const levels: number[] = [];
    draw(element, context, levels);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    return startMeter(stream, (level) => {
      levels.push(level);
      draw(element, context, levels);
    });
  }, [stream]);
  return <canvas ref={canvas} class="ck-dictation-level" />;
}

/** The newest bar is where a line of text ends. */
function draw(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  levels: number[],
): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio;
  const count = Math.floor((width + GAP) / (BAR + GAP));
  levels.splice(0, levels.length - count);
  canvas.width = width * scale;
  canvas.height = height * scale;
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  context.fillStyle = style.color;
  const isMirrored = style.direction === 'rtl';
  for (let place = 0; place < count; place += 1) {
    // Counted from the newest on; before the first there was silence.
    const level = levels[levels.length - 1 - place];
    const length = Math.max(BAR, (level ?? 0) * height);
    const left = isMirrored ? place * (BAR + GAP) : width - BAR - place * (BAR + GAP);
    context.globalAlpha = level === undefined ? 0.35 : 1;
    context.beginPath();
    context.roundRect(left, (height - length) / 2, BAR, length, BAR / 2);
    context.fill();
  }
}
