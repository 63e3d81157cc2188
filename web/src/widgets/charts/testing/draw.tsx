import { act } from 'preact/test-utils';
import { afterEach, vi } from 'vitest';
import { type Mounted, mount } from '../../testing/mount';

export const SIZE = { width: 480, height: 240 };

/** Has what draws charts loaded, and gives every element a size: here, none has one. */
export async function drawCharts(): Promise<void> {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(SIZE.width);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(SIZE.height);
  await import('../index');
  const { find } = mount({ type: 'Basic', children: [{ type: 'Chart' }] });
  await vi.waitFor(() => find('figure'), { timeout: 10_000 });
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** A chart of three weekdays, with any props. */
export function week(props: object = {}) {
  return {
    type: 'Basic',
    children: [
      {
        type: 'Chart',
        id: 'chart',
        data: [
          { day: 'Mon', done: 3, late: 1 },
          { day: 'Tue', done: 1_234.5 },
          { day: 'Wed', done: 2, late: -4 },
        ],
        series: [
          { type: 'bar', dataKey: 'done', label: 'Done' },
          { type: 'line', dataKey: 'late', label: 'Late' },
        ],
        xAxis: 'day',
        ...props,
      },
    ],
  };
}

/** Draws a widget with a chart. */
export async function draw(widget: object): Promise<Mounted> {
  await drawCharts();
  return mount(widget, { locale: 'en' });
}

/** Presses a key on the plot. */
export function press(plot: Element, key: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  act(() => {
    plot.dispatchEvent(event);
  });
  return event;
}
