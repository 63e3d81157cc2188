import { act } from 'preact/test-utils';
import { describe, expect, it, vi } from 'vitest';
import { applyWidgetUpdate, type WidgetNode } from '../index';
import { click, type Mounted, mount } from '../testing/mount';
import { draw, press, week } from './testing/draw';

const all = (mounted: Mounted, selector: string) => [...mounted.root.querySelectorAll(selector)];
const texts = (mounted: Mounted, selector: string) =>
  all(mounted, selector).map((element) => element.textContent?.trim());
const spoken = (mounted: Mounted) => mounted.find('[role=status]').textContent;
const paths = (mounted: Mounted) =>
  all(mounted, '.ck-w-chart-bars, .ck-w-chart-line').map((path) => path.getAttribute('d'));

describe('a chart', () => {
  it('has a place before what draws it has come', () => {
    const { find } = mount(week({ height: 90 }));
    expect(find('.ck-w-chart').style.blockSize).toBe('90px');
  });

  it('is a figure with a name, and has all of its data in a table', async () => {
    const mounted = await draw(week());
    const figure = mounted.find('figure');
    expect(figure.getAttribute('aria-label')).toBe('Chart: Done, Late');
    expect(texts(mounted, 'caption')).toEqual(['Chart: Done, Late']);
    expect(texts(mounted, 'thead th')).toEqual(['Day', 'Done', 'Late']);
    expect(texts(mounted, 'tbody tr')).toEqual(['Mon31', 'Tue1,234.5', 'Wed2-4']);
    expect(mounted.find('svg').getAttribute('aria-hidden')).toBe('true');
  });

  it('writes numbers as its language does, and names as the axis says', async () => {
    const { root } = await draw(week({ xAxis: { dataKey: 'day', labels: { Tue: 'Dienstag' } } }));
    root.remove();
    const mounted = mount(week({ xAxis: { dataKey: 'day', labels: { Tue: 'Dienstag' } } }), {
      locale: 'de-DE',
    });
    expect(texts(mounted, 'tbody tr')).toContain('Dienstag1.234,5');
    expect(texts(mounted, '.ck-w-chart-axes text')).toContain('Dienstag');
  });

  it('shows its table instead when that is asked for, and comes back', async () => {
    const mounted = await draw(week());
    const toggle = mounted.find('.ck-w-chart-toggle');
    expect(toggle.getAttribute('aria-label')).toBe('Show as table');
    click(toggle);
    expect(toggle.getAttribute('aria-pressed')).toBe('true');
    expect(all(mounted, 'table')).toHaveLength(1);
    expect(mounted.find('section').getAttribute('tabindex')).toBe('0');
    expect(all(mounted, '.ck-w-chart-plot, .ck-w-chart-legend')).toEqual([]);
    click(toggle);
    expect(all(mounted, '.ck-w-chart-plot')).toHaveLength(1);
  });

  it('of many cells makes the table only when it is asked for', async () => {
    const data = Array.from({ length: 201 }, (_, day) => ({ day, done: day, late: 1 }));
    const mounted = await draw(week({ data }));
    expect(all(mounted, 'table')).toEqual([]);
    click(mounted.find('.ck-w-chart-toggle'));
    expect(all(mounted, 'tbody tr')).toHaveLength(201);
  });

  it.each([
    ['no props', { data: undefined, series: undefined, xAxis: undefined }],
    ['no rows', { data: [] }],
    ['no series', { series: [] }],
    ['no numbers', { data: [{ day: 'Mon', done: 'many', late: null }] }],
  ])('without data says so: %s', async (_name, props) => {
    const mounted = await draw(week(props));
    expect(mounted.find('figure').textContent).toBe('No data to show');
    expect(all(mounted, 'button, svg, table')).toEqual([]);
  });

  it('leaves out what is turned off', async () => {
    const mounted = await draw(
      week({
        showLegend: false,
        showTooltip: false,
        showYAxis: false,
        xAxis: { dataKey: 'day', hide: true },
      }),
    );
    expect(all(mounted, '.ck-w-chart-legend, .ck-w-chart-axes text, [tabindex="0"]')).toEqual([]);
    expect(paths(mounted)).toHaveLength(2);
    expect(all(mounted, 'table')).toHaveLength(1);
  });
});

describe('the legend', () => {
  it('takes a series away and brings it back; the table keeps it', async () => {
    const mounted = await draw(week({ showYAxis: true }));
    const [done] = all(mounted, 'button.ck-w-chart-entry');
    const before = texts(mounted, '.ck-w-chart-axes text');
    click(done as Element);
    expect(done?.getAttribute('aria-pressed')).toBe('false');
    expect(paths(mounted)).toHaveLength(1);
    // The axis has room for what is left.
    expect(texts(mounted, '.ck-w-chart-axes text')).not.toEqual(before);
    expect(texts(mounted, 'thead th')).toContain('Done');
    press(mounted.find('.ck-w-chart-plot'), 'Home');
    expect(spoken(mounted)).not.toContain('Done');
    click(done as Element);
    expect(paths(mounted)).toHaveLength(2);
  });

  it('of one series has nothing to press', async () => {
    const mounted = await draw(week({ series: [{ type: 'line', dataKey: 'done' }] }));
    expect(texts(mounted, '.ck-w-chart-legend')).toEqual(['Done']);
    expect(all(mounted, '.ck-w-chart-legend button')).toEqual([]);
  });
});

describe('by keyboard', () => {
  it('the values are read from one category to the next', async () => {
    const mounted = await draw(week());
    const plot = mounted.find('.ck-w-chart-plot');
    expect(all(mounted, '[tabindex="0"]')).toEqual([plot]);
    expect(plot.getAttribute('aria-label')).toBe('Use the arrow keys to read the values.');
    expect(spoken(mounted)).toBe('');
    const heard = (key: string) => {
      expect(press(plot, key).defaultPrevented).toBe(true);
      return spoken(mounted);
    };
    expect(heard('ArrowRight')).toBe('MonDone 3Late 1');
    expect(heard('ArrowRight')).toBe('TueDone 1,234.5');
    expect(heard('End')).toBe('WedDone 2Late -4');
    expect(heard('ArrowRight')).toBe('WedDone 2Late -4');
    expect(heard('Home')).toBe('MonDone 3Late 1');
    expect(texts(mounted, '.ck-w-chart-tip')).toEqual(['MonDone 3Late 1']);
    expect(heard('Escape')).toBe('');
    expect(all(mounted, '.ck-w-chart-tip')).toEqual([]);
  });

  it('keys that mean nothing here are left to others', async () => {
    const mounted = await draw(week());
    const plot = mounted.find('.ck-w-chart-plot');
    for (const key of ['ArrowUp', 'Tab', 'a', 'Escape']) {
      expect(press(plot, key).defaultPrevented).toBe(false);
    }
    expect(spoken(mounted)).toBe('');
  });

  it('from right to left, the arrow to the left leads on', async () => {
    const styleOf = window.getComputedStyle;
    vi.spyOn(window, 'getComputedStyle').mockImplementation((element) =>
      Object.assign(styleOf(element), { direction: 'rtl' }),
    );
    const mounted = await draw(week());
    const plot = mounted.find('.ck-w-chart-plot');
    press(plot, 'ArrowLeft');
    expect(spoken(mounted)).toContain('Mon');
    press(plot, 'ArrowLeft');
    expect(spoken(mounted)).toContain('Tue');
  });
});

describe('pointed at', () => {
  const point = (plot: Element, kind: string, init: object = {}) =>
    act(() => {
      plot.dispatchEvent(new MouseEvent(kind, { bubbles: true, ...init }));
    });

  it('a category shows its values, silently, until the pointer leaves or Escape is pressed', async () => {
    const mounted = await draw(week());
    const plot = mounted.find('.ck-w-chart-plot');
    vi.spyOn(plot, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 480, 240));
    point(plot, 'pointermove', { clientX: 400 });
    expect(texts(mounted, '.ck-w-chart-tip')).toEqual(['WedDone 2Late -4']);
    expect(spoken(mounted)).toBe('');
    point(plot, 'pointerleave');
    expect(all(mounted, '.ck-w-chart-tip')).toEqual([]);
    point(plot, 'pointermove', { clientX: 10 });
    expect(texts(mounted, '.ck-w-chart-tip')).toEqual(['MonDone 3Late 1']);
    press(document.body, 'Escape');
    expect(all(mounted, '.ck-w-chart-tip')).toEqual([]);
  });
});

describe('while it changes', () => {
  it('it keeps what is read and hidden, and its drawing where nothing changed', async () => {
    const widget = week() as unknown as WidgetNode;
    const mounted = await draw(widget);
    const [line] = all(mounted, '.ck-w-chart-line');
    click(all(mounted, 'button.ck-w-chart-entry')[0] as Element);
    press(mounted.find('.ck-w-chart-plot'), 'End');
    const drawn = paths(mounted);

    mounted.update(structuredClone(widget), { locale: 'en' });
    expect(paths(mounted)).toEqual(drawn);

    const [chart] = week().children;
    const component = { ...chart, data: [...(chart?.data ?? []), { day: 'Thu', late: 9 }] };
    mounted.update(
      applyWidgetUpdate(widget, {
        type: 'widget.component.updated',
        component_id: 'chart',
        component,
      }),
      { locale: 'en' },
    );
    expect(all(mounted, '.ck-w-chart-line')).toEqual([line]);
    expect(spoken(mounted)).toContain('Wed');
    press(mounted.find('.ck-w-chart-plot'), 'ArrowRight');
    expect(spoken(mounted)).toBe('ThuLate 9');
  });

  it('values move where motion is welcome, and are there at once where it is not', async () => {
    const frames: FrameRequestCallback[] = [];
    vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame));
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    const matchMedia = vi.fn((query: string) => ({
      matches: query.includes('no-preference'),
      addEventListener: () => {},
      removeEventListener: () => {},
    }));
    vi.stubGlobal('matchMedia', matchMedia);
    const first = (done: number) => week({ data: [{ done, late: 1 }, { done: 10 }] });
    const mounted = await draw(first(9));
    const [start] = paths(mounted);
    const paint = () => {
      act(() => {
        for (const frame of frames.splice(0)) frame(0);
      });
    };

    mounted.update(first(5), { locale: 'en' });
    expect(paths(mounted)[0]).toBe(start);
    now.mockReturnValue(1_100);
    paint();
    const [midway] = paths(mounted);
    now.mockReturnValue(2_000);
    paint();
    const [end] = paths(mounted);
    expect(new Set([start, midway, end]).size).toBe(3);
    expect(frames).toEqual([]); // it has come to rest

    matchMedia.mockImplementation(() => ({
      matches: false,
      addEventListener: () => {},
      removeEventListener: () => {},
    }));
    mounted.update(first(9), { locale: 'en' });
    expect(paths(mounted)[0]).toBe(start);
    expect(frames).toEqual([]);
    vi.unstubAllGlobals();
  });
});
