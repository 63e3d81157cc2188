import { expect, test, vi } from 'vitest';
import { drawCharts } from './charts/testing/draw';
import { applyWidgetUpdate } from './index';
import { random, randomTree } from './testing/generate';
import { card, mount } from './testing/mount';
import { isNode } from './types';

const SEEDS = 150;

test(`any tree is drawn, and can become any other (${SEEDS} seeds)`, async () => {
  await drawCharts();
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const failures = vi.spyOn(console, 'error').mockImplementation(() => {});
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const next = random(seed);
    const tree = randomTree(next);
    const { root, find, update } = mount(card(tree));
    expect(find('.ck-w-card'), `seed ${seed}`).toBeTruthy();
    expect(root.innerHTML, `seed ${seed}`).not.toMatch(/(src|href)="javascript|style="[^"]*url\(/i);
    update(randomTree(next));
    if (isNode(tree)) {
      const component = randomTree(next);
      update(
        applyWidgetUpdate(tree, { type: 'widget.component.updated', component_id: 'a', component }),
      );
    }
  }
  expect(document.querySelectorAll('svg .ck-w-chart-series').length).toBeGreaterThan(0);
  expect(failures).not.toHaveBeenCalled();
}, 60_000);
