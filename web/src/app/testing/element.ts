import type { ChatKitOptions } from '@openai/chatkit-react';
import { act } from '@testing-library/react';
import { vi } from 'vitest';

/** Stands in for the real element: keeps its options and lets a test play its part. */
export class FakeElement extends HTMLElement {
  options: ChatKitOptions | null = null;
  /** Whether the page listens yet; what is played before is lost. */
  heard = false;

  override addEventListener(
    ...listener: Parameters<typeof HTMLElement.prototype.addEventListener>
  ): void {
    super.addEventListener(...listener);
    this.heard ||= listener[0].startsWith('chatkit.');
  }

  setOptions(options: ChatKitOptions): void {
    this.options = options;
  }

  readonly setThreadId = vi.fn(async (_threadId: string | null) => {});
  readonly focusComposer = vi.fn(async () => {});
  readonly fetchUpdates = vi.fn(async () => {});
  readonly sendUserMessage = vi.fn(async (_message: { text?: string }) => {});
  readonly setComposerValue = vi.fn(async (_value: { text?: string }) => {});
  readonly sendCustomAction = vi.fn(async (_action: { type: string }, _itemId?: string) => {});

  /** Dispatches an event of the element, as `thread.change`. */
  async play(name: string, detail?: unknown): Promise<void> {
    await act(async () => {
      this.dispatchEvent(new CustomEvent(`chatkit.${name}`, { detail }));
    });
  }
}

if (!customElements.get('openai-chatkit')) customElements.define('openai-chatkit', FakeElement);

export function chatElement(): FakeElement {
  const element = document.querySelector('openai-chatkit');
  if (!(element instanceof FakeElement)) throw new Error('The page shows no chat.');
  return element;
}
