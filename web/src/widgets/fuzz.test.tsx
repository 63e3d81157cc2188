import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, test, vi } from 'vitest';
import { drawCharts } from './charts/testing/draw';
import { applyWidgetUpdate, type WidgetUpdate } from './index';
import { mutated, random, randomTree } from './testing/generate';
import { card, type Mounted, mount } from './testing/mount';
import { isNode } from './types';

/** How many seeds; `VITE_FUZZ=20000` takes more. */
const SEEDS = Number(import.meta.env['VITE_FUZZ'] ?? 150);
/** Of widgets that were written, which take longer to draw. */
const WRITTEN = Math.ceil(SEEDS / 4);
const TIMEOUT = 60_000 + SEEDS * 100;

/** What no widget may bring into the page by an attribute. */
const DANGER =
  /(?:src|href|action)="\s*(?:javascript|data:text)|style="[^"]*(?:url\(|expression\(|image-set\(|position: ?fixed|@import)|<script|\son[a-z]+="/i;

const wild = Object.values(
  import.meta.glob<unknown>('../../../tests/widgets/wild/*.json', {
    eager: true,
    import: 'default',
  }),
);

const errors = vi.fn();

beforeEach(async () => {
  await drawCharts();
  errors.mockClear();
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation(errors);
});

/** A widget has been drawn: there is something in its card, and nothing that does harm. */
function check({ root, find }: Mounted, seed: number): void {
  expect(find('.ck-widget').childElementCount, `seed ${seed}`).toBeGreaterThan(0);
  expect(root.innerHTML, `seed ${seed}`).not.toMatch(DANGER);
  expect(errors.mock.calls, `seed ${seed}`).toEqual([]);
}

/** Presses the first controls, whatever they are. */
function press({ root }: Mounted): void {
  for (const control of [...root.querySelectorAll<HTMLElement>('button, input')].slice(0, 8)) {
    act(() => control.click());
  }
}

function unmount({ root }: Mounted): void {
  render(null, root);
  root.remove();
}

function updates(next: () => number): WidgetUpdate[] {
  const component = randomTree(next);
  return [
    { type: 'widget.component.updated', component_id: 'a', component },
    { type: 'widget.streaming_text.value_delta', component_id: 'b', delta: 'x', done: false },
    { type: 'widget.root.updated', widget: randomTree(next) },
  ];
}

test(
  `any tree is drawn, and can become any other (${SEEDS} seeds)`,
  () => {
    let series = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const next = random(seed);
      const tree = card(randomTree(next));
      const mounted = mount(tree);
      check(mounted, seed);
      series += mounted.root.querySelectorAll('svg .ck-w-chart-series').length;
      if (seed % 5 === 0) press(mounted);
      mounted.update(card(randomTree(next)));
      check(mounted, seed);
      let widget = tree as Parameters<typeof applyWidgetUpdate>[0];
      for (const update of updates(next)) widget = applyWidgetUpdate(widget, update);
      mounted.update(isNode(widget) && seed % 2 ? widget : card(widget));
      expect(errors.mock.calls, `seed ${seed}`).toEqual([]);
      unmount(mounted);
    }
    expect(series).toBeGreaterThan(0);
  },
  TIMEOUT,
);

test(
  `a widget that somebody wrote is drawn, whatever is wrong with it (${WRITTEN} seeds)`,
  () => {
    for (let seed = 1; seed <= WRITTEN; seed += 1) {
      const next = random(seed);
      const written = wild[seed % wild.length];
      const mounted = mount(card(written));
      check(mounted, seed);
      let broken = written;
      for (let step = 0; step < 3; step += 1) {
        broken = mutated(broken, next);
        mounted.update(card(broken));
        check(mounted, seed);
      }
      unmount(mounted);
    }
  },
  TIMEOUT,
);
