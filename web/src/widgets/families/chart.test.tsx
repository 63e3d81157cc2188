import { expect, it, vi } from 'vitest';
import { mount } from '../testing/mount';

vi.mock('../charts', () => {
  throw new Error('off line');
});

const chart = {
  type: 'Basic',
  children: [
    {
      type: 'Chart',
      data: [{ x: 1, y: 2 }],
      series: [{ type: 'bar', dataKey: 'y' }],
      xAxis: 'x',
      aspectRatio: '2/1',
      maxWidth: 300,
    },
  ],
};

it('a chart has its place at once, and says so if what draws it cannot be loaded', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { root, find } = mount(chart);
  expect(find('.ck-w-chart').style.maxInlineSize).toBe('300px');
  // The ratio is that of the plot, not of the plot and the legend.
  expect(find('.ck-w-chart').style.getPropertyValue('--ck-w-chart-ratio')).toBe('2/1');
  await vi.waitFor(() => expect(root.textContent).toBe('“Chart” could not be shown'));
  expect(report).toHaveBeenCalledWith(expect.stringContaining('[chatkit]'), expect.anything());
});
