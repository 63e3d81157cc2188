import { ChatKit, type UseChatKitOptions, useChatKit } from '@openai/chatkit-react';
import { act, cleanup, render } from '@testing-library/react';
import { createElement, StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assistantMessage, FakeServer, thread, userMessage } from '../protocol/testing/fake-server';
import './index';

/** A page that was written for the official element, on the official React wrapper. */
let server: FakeServer;
let chat: ReturnType<typeof useChatKit>;

function Page({ options }: { options: Partial<UseChatKitOptions> }) {
  chat = useChatKit({
    api: { url: '/chatkit', domainKey: 'local', fetch: server.fetch },
    ...options,
  });
  return createElement(ChatKit, { control: chat.control, className: 'chat' });
}

const page = (options: Partial<UseChatKitOptions>) =>
  createElement(StrictMode, null, createElement(Page, { options }));

beforeEach(() => {
  sessionStorage.clear();
  server = new FakeServer();
});

afterEach(cleanup);

const root = () => document.querySelector('openai-chatkit')?.shadowRoot;

describe('the official React wrapper', () => {
  it('hears that the element is ready, once, in strict mode too', async () => {
    const onReady = vi.fn();
    const view = render(page({ onReady }));
    await vi.waitFor(() => expect(onReady).toHaveBeenCalledTimes(1));
    view.rerender(page({ onReady, theme: 'dark' }));
    await act(() => new Promise<void>((resolve) => setTimeout(resolve, 100)));
    expect(onReady).toHaveBeenCalledTimes(1);
    expect(root()?.querySelector('textarea')).not.toBeNull();
    expect(document.querySelector('openai-chatkit')?.getAttribute('data-theme')).toBe('dark');
  });

  it('drives a conversation by methods and handlers', async () => {
    const heard: unknown[] = [];
    const stream = server.stream('threads.create');
    const handlers: Partial<UseChatKitOptions> = {
      onReady: () => heard.push('ready'),
      onThreadChange: ({ threadId }) => heard.push(threadId),
      onResponseStart: () => heard.push('start'),
      onResponseEnd: () => heard.push('end'),
      onEffect: ({ name }) => heard.push(name),
    };
    render(page(handlers));
    await vi.waitFor(() => expect(heard).toEqual(['ready']));
    await act(() => chat.sendUserMessage({ text: 'Hello' }));
    stream.send(
      { type: 'thread.created', thread: thread('thr_1') },
      { type: 'thread.item.done', item: userMessage('usr', 'Hello') },
      { type: 'client_effect', name: 'tasks.changed' },
      { type: 'thread.item.done', item: assistantMessage('msg', 'Hi') },
    );
    stream.end();
    await vi.waitFor(() =>
      expect(heard).toEqual(['ready', 'start', 'thr_1', 'tasks.changed', 'end']),
    );
    expect(root()?.querySelector('[data-item-id=msg]')?.textContent).toContain('Hi');
    await act(() => chat.setComposerValue({ text: 'And then?' }));
    expect(root()?.querySelector('textarea')?.value).toBe('And then?');
  });

  it('hears of errors that happened before its listeners were there', async () => {
    const onError = vi.fn();
    render(page({ onError, theme: 'purple' as 'dark' }));
    await vi.waitFor(() => expect(onError).toHaveBeenCalledTimes(1));
    expect(onError.mock.calls[0]?.[0].error.message).toContain('theme');
  });
});
