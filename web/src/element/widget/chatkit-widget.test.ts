import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChatKitWidget } from './chatkit-widget';
import { drawn, place, silence } from './testing';

const early = document.createElement('chatkit-widget') as ChatKitWidget;
early.widget = { type: 'Basic', children: [{ type: 'Text', value: 'Set before the script' }] };
early.locale = 'de-DE';
early.disabled = true;
document.body.append(early);
await import('./index');

const card = (...children: object[]) => ({ type: 'Card', children });
const button = (label: string, more: object = {}) => ({
  type: 'Button',
  key: label,
  label,
  onClickAction: { type: 'press', payload: { label } },
  ...more,
});
const form = {
  ...card({ type: 'Input', name: 'task.title' }),
  asForm: true,
  confirm: { label: 'Save', action: { type: 'save', payload: { id: 1 } } },
};

afterEach(() => {
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

describe('where the widget comes from', () => {
  it('is a property that was set before the element was defined', async () => {
    expect(early.shadowRoot?.textContent).toBe('Set before the script');
    expect(early.disabled).toBe(true);
    expect(early.shadowRoot?.querySelector('[part=root]')?.getAttribute('lang')).toBe('de-DE');
  });

  it('is the attribute, which can change', () => {
    const { element, text } = place();
    element.setAttribute('widget', JSON.stringify(card({ type: 'Text', value: 'One' })));
    expect(text()).toBe('One');
    element.setAttribute('widget', JSON.stringify(card({ type: 'Text', value: 'Two' })));
    expect(text()).toBe('Two');
    element.removeAttribute('widget');
    expect(text()).toBe('');
  });

  it('is a script inside, also one that comes later', async () => {
    const script = (value: string) =>
      `<script type="application/json">${JSON.stringify(card({ type: 'Text', value }))}</script>`;
    const { element, text } = place(`<chatkit-widget>${script('At once')}</chatkit-widget>`);
    expect(text()).toBe('At once');
    element.innerHTML = script('Later');
    await vi.waitFor(() => expect(text()).toBe('Later'));
  });

  it('is the property, whatever the markup says, until that is null', () => {
    const json = JSON.stringify(card({ type: 'Text', value: 'Markup' }));
    const { element, text } = place();
    element.setAttribute('widget', json);
    element.widget = card({ type: 'Text', value: 'Property' });
    element.setAttribute('widget', json.replace('Markup', 'Other'));
    expect(text()).toBe('Property');
    element.widget = null;
    expect(text()).toBe('Other');
  });

  it('cannot be what is no JSON, which is said in its place and in the console', () => {
    const complaints = silence('error');
    silence('warn');
    const { element, text } = place();
    element.setAttribute('widget', '{ type: Card }');
    expect(text()).toContain('can’t be shown here');
    expect(complaints.mock.calls[0]?.[0]).toMatch(/no JSON/);
    element.setAttribute('widget', JSON.stringify(card({ type: 'Text', value: 'Right' })));
    expect(text()).toBe('Right');
  });
});

describe('an action', () => {
  it('is told with the values of its form, to whoever listens around', async () => {
    const { element, actions, find } = place();
    element.itemId = 'order';
    element.widget = form;
    find<HTMLInputElement>('input').value = 'Buy milk';
    find<HTMLButtonElement>('button').click();
    await drawn();
    expect(actions).toMatchObject([
      {
        action: { type: 'save', payload: { id: 1, task: { title: 'Buy milk' } } },
        itemId: 'order',
      },
    ]);
  });

  it('keeps its control at work until the page is done', async () => {
    const { page, element, actions, find } = place();
    let done = () => {};
    page.addEventListener('action', (event) => {
      (event as CustomEvent).detail.respondWith(
        new Promise<void>((resolve) => {
          done = resolve;
        }),
      );
    });
    element.widget = card(button('Go'));
    find('button').click();
    await drawn();
    expect(find('button').getAttribute('aria-busy')).toBe('true');
    find('button').click();
    expect(actions).toHaveLength(1);
    done();
    await vi.waitFor(() => expect(find('button').hasAttribute('aria-busy')).toBe(false));
    find('button').click();
    expect(actions).toHaveLength(2);
  });

  it('that fails says why, until the next one', async () => {
    const { page, element, find } = place();
    let answer: Promise<unknown> = Promise.reject(new Error('No such order.'));
    answer.catch(() => undefined);
    page.addEventListener('action', (event) => {
      (event as CustomEvent).detail.respondWith(answer);
    });
    element.widget = card(button('Go'));
    find('button').click();
    await vi.waitFor(() => expect(find('[role=alert]').textContent).toBe('No such order.'));
    expect(find('button').hasAttribute('aria-busy')).toBe(false);
    answer = Promise.resolve();
    find('button').click();
    await vi.waitFor(() => expect(element.shadowRoot?.querySelector('[role=alert]')).toBeNull());
  });

  it('can only be answered during its event', async () => {
    const { element, actions, find } = place();
    element.widget = card(button('Go'));
    find('button').click();
    await drawn();
    expect(() => actions[0]?.respondWith(Promise.resolve())).toThrow(/time of the event/);
  });

  it('waits while the element is disabled', async () => {
    const { element, actions, find } = place();
    element.widget = card(button('Go'), { type: 'Input', name: 'a' });
    element.disabled = true;
    await drawn();
    find('button').click();
    expect(actions).toEqual([]);
    expect(find<HTMLInputElement>('input').disabled).toBe(false);
    element.disabled = false;
    await drawn();
    find('button').click();
    expect(actions).toHaveLength(1);
  });
});

describe('the life of the element', () => {
  it('goes on with its state when it is removed and added again', async () => {
    const { page, element, find } = place();
    element.widget = form;
    find<HTMLInputElement>('input').value = 'Half a word';
    element.remove();
    element.widget = { ...form, status: { text: 'New' } };
    page.append(element);
    expect(find<HTMLInputElement>('input').value).toBe('Half a word');
    expect(find('.ck-w-status').textContent).toBe('New');
  });

  it('keeps the focus and the state of what stays when the widget is updated', async () => {
    const { element, find, text } = place();
    element.widget = card(
      { type: 'Text', id: 'answer', value: 'A' },
      { type: 'Input', name: 'a', key: 'a' },
      { ...button('Go'), id: 'go' },
    );
    const field = find<HTMLInputElement>('input');
    field.value = 'typed';
    field.focus();
    element.applyUpdate({
      type: 'widget.streaming_text.value_delta',
      component_id: 'answer',
      delta: ' and B',
      done: true,
    });
    element.applyUpdate({
      type: 'widget.component.updated',
      component_id: 'go',
      component: button('Stop'),
    });
    await drawn();
    expect(text()).toContain('A and B');
    expect(find('button').textContent).toBe('Stop');
    expect(find<HTMLInputElement>('input').value).toBe('typed');
    expect(element.shadowRoot?.activeElement).toBe(field);
    element.applyUpdate({
      type: 'widget.root.updated',
      widget: card({ type: 'Text', value: 'All new' }),
    });
    await drawn();
    expect(text()).toBe('All new');
    expect(element.widget).toEqual(card({ type: 'Text', value: 'All new' }));
  });

  it('has nothing to do with another widget on the page', async () => {
    const one = place();
    const two = place();
    one.element.widget = form;
    two.element.widget = form;
    one.find<HTMLInputElement>('input').value = 'One';
    two.find<HTMLButtonElement>('button').click();
    await drawn();
    expect(one.actions).toEqual([]);
    expect(two.actions).toMatchObject([{ action: { payload: { task: { title: '' } } } }]);
  });
});

describe('the look and the words', () => {
  it('follow the theme and the locale, in attributes and properties', async () => {
    const { element, find } = place('<chatkit-widget theme="dark" locale="ar"></chatkit-widget>');
    element.widget = { ...card({ type: 'Text', value: 'x' }), collapsed: true };
    expect(element.dataset['theme']).toBe('dark');
    expect(find('[part=root]').dir).toBe('rtl');
    element.theme = { colorScheme: 'light', density: 'compact' };
    element.locale = 'en';
    expect(element.dataset['theme']).toBe('light');
    expect(find('[part=root]').dir).toBe('ltr');
  });

  it('stay as they are by default where the page says something wrong', () => {
    const complaints = silence('error');
    const { element } = place('<chatkit-widget theme="purple"></chatkit-widget>');
    expect(element.dataset['theme']).toBe('light');
    expect(complaints.mock.calls[0]?.[0]).toContain('The option theme must be one of');
  });
});
