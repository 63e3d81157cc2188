import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, vi } from 'vitest';
import { type ActionConfig, Widget, type WidgetLabels } from '../index';

/** A dispatch whose end the test decides. */
export interface Sent {
  readonly action: ActionConfig;
  readonly itemId: string;
  readonly finish: () => Promise<void>;
  readonly fail: () => Promise<void>;
}

export interface Mounted {
  readonly root: HTMLElement;
  readonly sent: Sent[];
  /** The widget is replaced, or a prop of the element's changes. */
  readonly update: (widget: unknown, props?: MountProps) => void;
  readonly find: <E extends Element = HTMLElement>(selector: string) => E;
}

export interface MountProps {
  locale?: string;
  disabled?: boolean;
  labels?: Partial<WidgetLabels>;
  allowsImage?: (url: string) => boolean;
}

const Markdown = ({ text }: { text: string }) => <p>{text}</p>;
const hosts: HTMLElement[] = [];

afterEach(() => {
  for (const host of hosts.splice(0)) {
    render(null, host);
    host.remove();
  }
});

/** Draws a widget into the document; it is taken away after the test. */
export function mount(widget: unknown, props: MountProps = {}): Mounted {
  const host = document.createElement('div');
  document.body.append(host);
  hosts.push(host);
  const sent: Sent[] = [];
  const dispatch = vi.fn((action: ActionConfig, itemId: string) => {
    let resolve = () => {};
    let reject = (_error: Error) => {};
    const promise = new Promise<void>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    const end = (how: () => void) => () =>
      act(async () => {
        how();
        await promise.catch(() => {});
      });
    sent.push({ action, itemId, finish: end(resolve), fail: end(() => reject(new Error('no'))) });
    return promise;
  });
  const update: Mounted['update'] = (next, more = props) => {
    act(() =>
      render(
        <Widget
          widget={next}
          itemId="item_1"
          disabled={false}
          dispatch={dispatch}
          Markdown={Markdown}
          {...more}
        />,
        host,
      ),
    );
  };
  update(widget);
  return {
    root: host,
    sent,
    update,
    find: <E extends Element>(selector: string) => {
      const found = host.querySelector<E>(selector);
      if (!found) throw new Error(`${selector} is not in ${host.innerHTML}`);
      return found;
    },
  };
}

/** Clicks as a person does. */
export function click(element: Element): void {
  act(() => (element as HTMLElement).click());
}

/** Types a value into a field. */
export function type(field: Element, value: string): void {
  act(() => {
    (field as HTMLInputElement).value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

/** How long a part that is loaded later may take, in milliseconds: test machines are slow. */
export const PATIENCE = 15_000;

/** Chooses from what a picker opens: an option by its label, a day by its date. */
export async function choose(trigger: Element, wanted: string): Promise<void> {
  click(trigger);
  const choices = '[role=option], [data-day]';
  const found = await vi.waitFor(() => {
    const all = trigger.parentElement?.querySelectorAll<HTMLElement>(choices) ?? [];
    const choice = [...all].find(
      (each) => each.dataset['day'] === wanted || each.textContent === wanted,
    );
    if (!choice) throw new Error(`${wanted} cannot be chosen.`);
    return choice;
  }, PATIENCE);
  click(found);
}

/** Presses a key where the focus is. */
export function press(key: string, more: KeyboardEventInit = {}): void {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  act(() => {
    document.activeElement?.dispatchEvent(event);
  });
}

/** A card around components. */
export function card(...children: unknown[]) {
  return { type: 'Card', children };
}

/** A card that is a form. */
export function formCard(...children: unknown[]) {
  return {
    type: 'Card',
    asForm: true,
    children,
    confirm: { label: 'Save', action: { type: 'save', payload: { id: 1 } } },
    cancel: { label: 'Cancel', action: { type: 'cancel' } },
  };
}
