import { act } from 'preact/test-utils';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type {
  WidgetComponent,
  WidgetComponentContext,
  WidgetComponentProps,
} from './page-component';
import { card, click, formCard, mount } from './testing/mount';

let count = 0;

/** A component under a name of its own, with all that it is told. */
function define(component: Partial<WidgetComponent> = {}, name = `Own${++count}`) {
  const contexts: WidgetComponentContext[] = [];
  const render = vi.fn(
    (host: HTMLElement, props: WidgetComponentProps, context: WidgetComponentContext) => {
      contexts.push(context);
      host.textContent = `${props['label']}`;
    },
  );
  act(() => chatkitWidgets.define(name, { render, ...component }));
  const context = (): WidgetComponentContext => {
    const [first] = contexts;
    if (!first) throw new Error(`${name} was not drawn.`);
    return first;
  };
  return { name, render, context };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('define', () => {
  test('takes no name that ChatKit has, and nothing that is no component', () => {
    const render = () => undefined;
    expect(() => chatkitWidgets.define('Card', { render })).toThrow(
      'ChatKit has a component "Card": give yours another name.',
    );
    expect(() => chatkitWidgets.define('a"] {', { render })).toThrow(/cannot be the name/);
    expect(() => chatkitWidgets.define('Nothing', {} as WidgetComponent)).toThrow(/"render"/);
    expect(chatkitWidgets.get('Card')).toBeUndefined();
  });

  test('draws anew what is on the page already, when it comes late and when it comes again', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { root } = mount(card({ type: 'Late', label: 'x' }, { type: 'Text', value: 'y' }));
    expect(root.textContent).toBe('“Late” can’t be shown herey');
    const remove = vi.fn();
    const render = (host: HTMLElement) => {
      host.append('first');
      return remove;
    };
    const first = define({ render }, 'Late');
    expect(root.textContent).toBe('firsty');
    define({ render: (host) => host.append('second') }, first.name);
    expect(root.textContent).toBe('secondy');
    expect(remove).toHaveBeenCalledTimes(1);
  });
});

describe('a component of the page', () => {
  test('is drawn once, gets all other props, and ends with the widget', () => {
    const remove = vi.fn();
    const update = vi.fn();
    const render = vi.fn(() => ({ update, remove }));
    const { name } = define({ render });
    const { update: replace } = mount(card({ type: name, label: 'A', deep: { a: [1] } }));
    expect(render).toHaveBeenCalledTimes(1);
    expect(render.mock.calls[0]).toMatchObject([
      expect.any(HTMLElement),
      { label: 'A', deep: { a: [1] } },
      { locale: 'en', direction: 'ltr', colorScheme: 'light', disabled: false, busy: false },
    ]);
    replace(card({ type: name, label: 'B' }));
    expect(update).toHaveBeenLastCalledWith({ label: 'B' }, expect.anything());
    update.mockClear();
    replace(card({ type: name, label: 'B' }), { disabled: true });
    expect(update.mock.calls.at(-1)).toMatchObject([{ label: 'B' }, { disabled: true }]);
    expect(render).toHaveBeenCalledTimes(1);
    replace(card({ type: 'Text', value: 'Gone' }));
    expect(remove).toHaveBeenCalledTimes(1);
  });

  test('that cannot be updated is drawn anew for other props, not because an answer is written', () => {
    const { name, render } = define();
    const node = { type: name, label: 'A' };
    const { root, update } = mount(card(node));
    update(card(node), { disabled: true });
    expect(render).toHaveBeenCalledTimes(1);
    update(card({ type: name, label: 'B' }));
    expect(render).toHaveBeenCalledTimes(2);
    expect(root.textContent).toBe('B');
  });

  test('that throws is a line in its place, and gets another chance with other props', () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { name } = define({
      render(host, { label }) {
        if (label === 'bad') throw new Error('No.');
        host.append(String(label));
        return {
          remove() {
            throw new Error('Not that either.');
          },
        };
      },
    });
    const text = { type: 'Text', value: ' and text' };
    const { root, update } = mount(card({ type: name, label: 'bad' }, text));
    expect(root.textContent).toBe(`“${name}” could not be shown and text`);
    update(card({ type: name, label: 'good' }, text));
    expect(root.textContent).toBe('good and text');
    update(card(text));
    expect(root.textContent).toBe(' and text');
    expect(complaints).toHaveBeenCalledTimes(2);
  });

  test('sends actions with the values of its form, and knows when one is under way', async () => {
    const { name, context } = define();
    const { sent } = mount(formCard({ type: 'Input', name: 'title' }, { type: name }));
    let isSent = false;
    act(() => {
      isSent = context().dispatch({ type: 'rate', payload: { id: 1 } }, { stars: 3 });
    });
    expect(isSent).toBe(true);
    expect(sent[0]?.action).toEqual({ type: 'rate', payload: { id: 1, title: '', stars: 3 } });
    expect(context().busy).toBe(true);
    expect(context().dispatch({ type: 'rate' })).toBe(false);
    await sent[0]?.finish();
    expect(context().busy).toBe(false);
    expect(() => context().dispatch({} as { type: string })).toThrow(/takes an action/);
  });

  test('is a field of its form, with a value of any kind', () => {
    const { name, context } = define();
    const { sent, find } = mount(formCard({ type: name }, { type: 'Input', name: 'title' }));
    act(() => context().setValue('range.days', [1, 2]));
    click(find('[part~=confirm]'));
    expect(sent[0]?.action.payload).toEqual({ id: 1, title: '', range: { days: [1, 2] } });
  });

  test('keeps its form from being sent while its value is wrong, and says so', () => {
    const contexts: WidgetComponentContext[] = [];
    const { name } = define({
      render(host, _props, own) {
        host.innerHTML = '<button type="button">Rate</button>';
        own.setValue('stars', 0, 'Give at least one star.');
        contexts.push(own);
      },
    });
    const { sent, find, root } = mount(formCard({ type: name }));
    click(find('[part~=confirm]'));
    expect(sent).toEqual([]);
    expect(find('[role=alert]').textContent).toBe('Give at least one star.');
    expect(document.activeElement?.textContent).toBe('Rate');
    act(() => contexts[0]?.setValue('stars', 4));
    expect(root.querySelector('[role=alert]')).toBeNull();
    click(find('[part~=confirm]'));
    expect(sent[0]?.action.payload).toEqual({ id: 1, stars: 4 });
  });

  test('places its children where it wants, and they stay what they are', () => {
    const { name } = define({
      render(host, props, context) {
        host.innerHTML = '<p id="first"></p><p id="rest"></p>';
        const [first, rest] = host.children as unknown as [HTMLElement, HTMLElement];
        const place = ({ children }: WidgetComponentProps) => {
          const [head, ...tail] = children as unknown[];
          context.renderChildren(first, head);
          context.renderChildren(rest, tail);
        };
        place(props);
        return { update: place };
      },
    });
    const field = { type: 'Input', name: 'a', key: 'a' };
    const { find, sent, update } = mount(
      formCard({ type: name, children: [field, { type: 'Text', value: 'One' }] }),
    );
    const [input] = find('#first').getElementsByTagName('input');
    if (!input) throw new Error('There is no field.');
    input.value = 'typed';
    expect(find('#rest').textContent).toBe('One');
    update(formCard({ type: name, children: [field, { type: 'Text', value: 'Two' }] }));
    expect(find('#first input')).toBe(input);
    expect(find('#rest').textContent).toBe('Two');
    click(find('[part~=confirm]'));
    expect(sent[0]?.action.payload).toEqual({ id: 1, a: 'typed' });
    update(card());
    expect(document.querySelector('#first')).toBeNull();
  });
});
