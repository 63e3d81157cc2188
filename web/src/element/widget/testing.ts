import { vi } from 'vitest';
import type { ChatKitWidget, WidgetActionDetail } from './chatkit-widget';

/** Once what was changed is drawn. */
export async function drawn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

/** A widget on a page, and what the page hears of it. */
export function place(markup = '<chatkit-widget locale="en"></chatkit-widget>') {
  const page = document.createElement('div');
  page.innerHTML = markup;
  document.body.append(page);
  const element = page.querySelector('chatkit-widget') as ChatKitWidget;
  const actions: WidgetActionDetail[] = [];
  page.addEventListener('action', (event) => {
    actions.push((event as CustomEvent<WidgetActionDetail>).detail);
  });
  const find = <E extends HTMLElement = HTMLElement>(selector: string): E => {
    const found = element.shadowRoot?.querySelector<E>(selector);
    if (!found) throw new Error(`${selector} is not in ${element.shadowRoot?.innerHTML}`);
    return found;
  };
  const text = () => element.shadowRoot?.textContent ?? '';
  return { page, element, actions, find, text };
}

/** What is complained of on purpose in a test. */
export function silence(level: 'error' | 'warn') {
  return vi.spyOn(console, level).mockImplementation(() => undefined);
}
