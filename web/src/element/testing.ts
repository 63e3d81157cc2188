import type { ChatKitOptions, OpenAIChatKit } from '@openai/chatkit';
import { vi } from 'vitest';
import { FakeServer, thread } from '../protocol/testing/fake-server';

/** Every event that the element can dispatch. */
export const EVENTS = [
  'ready',
  'error',
  'effect',
  'deeplink',
  'log',
  'response.start',
  'response.end',
  'thread.change',
  'thread.load.start',
  'thread.load.end',
  'tool.change',
  'history.open',
  'history.close',
] as const;

/** A page with one element, and the server it talks to. */
export class Page {
  readonly server = new FakeServer();
  readonly element = document.createElement('openai-chatkit') as OpenAIChatKit;
  readonly events: { name: string; detail: unknown }[] = [];

  constructor() {
    for (const name of EVENTS) {
      this.element.addEventListener(`chatkit.${name}`, (event) => {
        this.events.push({ name, detail: (event as CustomEvent).detail });
      });
    }
  }

  options(more: Partial<ChatKitOptions> = {}): ChatKitOptions {
    return {
      api: { url: '/chatkit', domainKey: 'local', fetch: this.server.fetch },
      ...more,
    };
  }

  /** Starts the element and waits until it is ready. */
  async open(more: Partial<ChatKitOptions> = {}): Promise<this> {
    document.body.append(this.element);
    this.element.setOptions(this.options(more));
    await this.heard('ready');
    return this;
  }

  get root(): ShadowRoot {
    return this.element.shadowRoot as ShadowRoot;
  }

  get input(): HTMLTextAreaElement {
    return this.find('[part=composer-input]') as HTMLTextAreaElement;
  }

  find(selector: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(selector);
  }

  all(selector: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(selector)];
  }

  button(label: string | RegExp): HTMLButtonElement {
    const buttons = [...this.root.querySelectorAll('button')];
    const matches = (name: string) =>
      typeof label === 'string' ? name === label : label.test(name);
    const found = buttons.find((button) =>
      matches(button.getAttribute('aria-label') ?? button.textContent?.trim() ?? ''),
    );
    if (!found) throw new Error(`There is no button ${label}.`);
    return found;
  }

  names(): string[] {
    return this.events.map(({ name }) => name).filter((name) => name !== 'log');
  }

  async heard(name: string): Promise<unknown> {
    await vi.waitFor(() => {
      if (!this.names().includes(name)) throw new Error(`The page has not heard of ${name}.`);
    });
    return this.events.find((event) => event.name === name)?.detail;
  }

  async write(text: string): Promise<void> {
    this.input.value = text;
    this.input.dispatchEvent(new Event('input', { bubbles: true }));
    await drawn();
  }

  press(key: string, more: KeyboardEventInit = {}): void {
    this.input.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
    );
  }

  /** Serves one thread with these items, oldest first. */
  serveThread(items: readonly object[], title = 'A thread'): void {
    this.server.on('threads.get_by_id', ({ params }) => thread(params.thread_id, title));
    this.server.on('items.list', () => ({ data: items.toReversed(), has_more: false }));
  }

  /** Serves one thread with these items, and shows it. */
  async openThread(items: readonly object[], options: Partial<ChatKitOptions> = {}): Promise<void> {
    this.serveThread(items);
    await this.open({ initialThread: 'thr_1', ...options });
    await this.heard('thread.load.end');
    await drawn();
  }

  item(id: string): HTMLElement {
    return this.find(`[data-item-id=${id}]`) as HTMLElement;
  }

  /** What axe finds wrong; colours are nothing that it could see here. */
  async violations(): Promise<string[]> {
    const { default: axe } = await import('axe-core');
    const rules = { 'color-contrast': { enabled: false } };
    const { violations } = await axe.run(this.element, { rules });
    return violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html)}`);
  }

  close(): void {
    this.element.remove();
  }
}

/** Presses what is there, and waits until what it changes is drawn. */
export async function press(element: Element | null | undefined): Promise<void> {
  (element as HTMLElement).click();
  await drawn();
}

/** Once what was changed is drawn. */
export async function drawn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
