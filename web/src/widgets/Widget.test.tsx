import { type ComponentType, options } from 'preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_NODES } from './limits';
import { registry } from './registry';
import { card, click, mount } from './testing/mount';

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

describe('what cannot be drawn', () => {
  test('an unknown component says which one it is, once in the log', () => {
    const { root } = mount(
      card({ type: 'Hologram' }, { type: 'Hologram' }, { type: 'Text', value: 'ok' }),
    );
    expect(root.querySelectorAll('.ck-w-notice')).toHaveLength(2);
    expect(root.textContent).toContain('Hologram');
    expect(root.textContent).toContain('ok');
    expect(console.warn).toHaveBeenCalledTimes(1);
  });

  test.each(['constructor', 'toString', '__proto__'])('%s is an unknown component', (name) => {
    expect(mount(card({ type: name })).root.textContent).toContain(name);
  });

  test.each([null, undefined, 7, 'text', [], {}, { type: 3 }])(
    '%j is shown as missing',
    (widget) => {
      expect(mount(widget).find('.ck-w-notice')).toBeTruthy();
    },
  );

  test('the words are the page’s', () => {
    const { root } = mount(card({ type: 'Hologram' }), { labels: { unsupported: '{type} fehlt' } });
    expect(root.textContent).toBe('Hologram fehlt');
  });

  test('a component that throws takes down nothing else, and is tried again', () => {
    const boom: ComponentType<{ node: unknown }> = () => {
      throw new Error('boom');
    };
    const title = vi.spyOn(registry.Title, 'draw', 'get').mockReturnValue(boom as never);
    const widget = () => card({ type: 'Title', value: 'T' }, { type: 'Text', value: 'ok' });
    const { root, update } = mount(widget());
    expect(root.textContent).toContain('ok');
    expect(root.querySelectorAll('.ck-w-notice')).toHaveLength(1);
    title.mockRestore();
    update(widget());
    expect(root.textContent).toBe('Tok');
  });

  test('a tree that is too deep is cut, one that is too large or has no end is not drawn', () => {
    let deep: unknown = { type: 'Text', value: 'bottom' };
    for (let depth = 0; depth < 500; depth += 1) deep = { type: 'Box', children: [deep] };
    expect(mount(card(deep)).root.textContent).not.toContain('bottom');
    const rows = Array.from({ length: MAX_NODES + 1 }, () => ({ type: 'Text', value: 'x' }));
    expect(mount(card(...rows)).root.querySelectorAll('p')).toHaveLength(0);
    const endless: { type: string; children: unknown[] } = { type: 'Box', children: [] };
    endless.children.push(endless);
    expect(mount(endless).find('.ck-w-notice')).toBeTruthy();
  });
});

test('an unknown prop is told of once, by component and name; one that is null is not', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const badge = { type: 'Badge', label: 'New', colour: 'red', pill: null, tone: null };
  mount(card(badge, { ...badge, key: 'other' }));
  expect(warn.mock.calls).toEqual([
    ['[chatkit] The widget component "Badge" has no prop "colour".'],
  ]);
});

test('a single child is drawn wherever a list of them may stand', () => {
  const child = { type: 'Text', value: 'Alone' };
  for (const type of ['Card', 'Basic', 'ListView', 'Transition', 'Table', 'Form', 'Box']) {
    expect(mount({ type, children: child }).root.textContent, type).toBe('Alone');
  }
  expect(mount({ type: 'Transition', children: 'no node' }).find('.ck-w-notice')).toBeTruthy();
});

describe('pictures', () => {
  const isAllowed = (url: string) => url.startsWith('https://example.org/');
  const image = (src: string) => ({ type: 'Image', src, alt: 'A tree' });

  test('are loaded from hosts that the thread allows, or need none', () => {
    const { root } = mount(
      card(image('https://example.org/a.png'), image('data:image/png;base64,AA==')),
      { allowsImage: isAllowed },
    );
    expect(root.querySelectorAll('img')).toHaveLength(2);
  });

  test('of other hosts are named in their place, and the console says why', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const status = { text: 'From the web', favicon: 'https://evil.example/f.ico' };
    const { root, find } = mount(
      { ...card(image('https://evil.example/a.png')), status },
      { allowsImage: isAllowed },
    );
    expect(root.querySelectorAll('img')).toHaveLength(0);
    expect(find('[role=img]').getAttribute('aria-label')).toBe('A tree');
    expect(find('.ck-w-status').textContent).toBe('From the web');
    expect(warn.mock.calls).toEqual([['[chatkit] Pictures of evil.example are not allowed here.']]);
  });
});

test('only what changed is drawn again', () => {
  const text = { type: 'Text', value: 'same' };
  const { update } = mount(card(text, { type: 'Title', value: 'a' }));
  const drawn: unknown[] = [];
  const before = options.diffed;
  options.diffed = (vnode) => {
    drawn.push((vnode.props as { value?: unknown } | null)?.value);
    before?.(vnode);
  };
  update(card(text, { type: 'Title', value: 'b' }));
  options.diffed = before ?? (() => {});
  expect(drawn).toContain('b');
  expect(drawn).not.toContain('same');
});

test('siblings that share a key are all drawn', () => {
  const { root } = mount(
    card({ type: 'Text', key: 'k', value: 'a' }, { type: 'Text', key: 'k', value: 'b' }),
  );
  expect(root.textContent).toBe('ab');
});

describe('a list', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      type: 'ListViewItem',
      key: `r${n}`,
      children: [{ type: 'Text', value: `row ${n}` }],
    }));

  test('shows up to its limit, then the rest, and back', () => {
    const { root, find } = mount({ type: 'ListView', limit: 2, children: rows(5) });
    expect(root.querySelectorAll('li')).toHaveLength(2);
    click(find('.ck-w-show-more'));
    expect(root.querySelectorAll('li')).toHaveLength(5);
    expect(find('.ck-w-show-more').getAttribute('aria-expanded')).toBe('true');
    click(find('.ck-w-show-more'));
    expect(root.querySelectorAll('li')).toHaveLength(2);
  });

  test('chooses a limit when it is told to', () => {
    const { root } = mount({ type: 'ListView', limit: 'auto', children: rows(50) });
    expect(root.querySelectorAll('li').length).toBeLessThan(50);
  });

  test('shows all without a limit, and has no button for more', () => {
    const { root } = mount({ type: 'ListView', children: rows(30) });
    expect(root.querySelectorAll('li')).toHaveLength(30);
    expect(root.querySelector('.ck-w-show-more')).toBeNull();
  });
});

test('a collapsed card is one line that opens', () => {
  const { root, find } = mount({
    type: 'Card',
    collapsed: true,
    children: [
      { type: 'Row', children: [{ type: 'Title', value: 'Sent' }] },
      { type: 'Text', value: 'body' },
    ],
    confirm: { label: 'Send', action: { type: 'send' } },
  });
  expect(root.textContent).toBe('Sent');
  click(find('button'));
  expect(root.textContent).toContain('body');
  expect(root.querySelector('[part~=confirm]')).toBeNull();
});

test('roots stand in a basic root, each with its own theme', () => {
  const { root } = mount({
    type: 'Basic',
    theme: 'light',
    children: [
      { ...card({ type: 'Text', value: 'a' }), theme: 'dark' },
      { type: 'ListView', children: [{ type: 'ListViewItem', children: [] }] },
    ],
  });
  expect(
    [...root.querySelectorAll('[data-ck-theme]')].map((el) => el.getAttribute('data-ck-theme')),
  ).toEqual(['light', 'dark']);
});
