import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  assistantMessage,
  delta,
  refuse,
  thread,
  userMessage,
} from '../protocol/testing/fake-server';
import './index';
import { drawn, Page } from './testing';

let page: Page;

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  page = new Page();
});

afterEach(() => page.close());

/** The texts that the browser keeps. */
function storedDrafts(): string[] {
  return [sessionStorage, localStorage]
    .flatMap((storage) => Object.values(storage) as string[])
    .map((stored) => JSON.parse(stored).draft.text);
}

describe('the composer', () => {
  it('sends on Enter, and is empty then', async () => {
    page.server.stream('threads.create');
    await page.open();
    expect(page.button('Send message').disabled).toBe(true);
    await page.write('  Hello ');
    page.press('Enter');
    await drawn();
    expect(page.server.requests[0]?.params.input.content).toEqual([
      { type: 'input_text', text: 'Hello' },
    ]);
    expect(page.input.value).toBe('');
    expect(page.find('[data-item-type=user_message]')?.textContent).toContain('Hello');
  });

  it('leaves Shift+Enter and the Enter of an input method alone', async () => {
    await page.open();
    await page.write('こんにち');
    page.press('Enter', { shiftKey: true });
    page.press('Enter', { isComposing: true });
    page.press('Enter', { keyCode: 229 });
    expect(page.server.requests).toEqual([]);
    expect(page.input.value).toBe('こんにち');
  });

  it('offers to stop while an answer comes in, and to send again afterwards', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.write('Hello');
    page.button('Send message').click();
    await vi.waitFor(() => page.button('Stop'));
    stream.send(
      { type: 'thread.item.added', item: assistantMessage('msg', '') },
      delta('msg', 'H'),
    );
    await vi.waitFor(() => expect(page.find('[data-item-id=msg]')?.textContent).toContain('H'));
    page.button('Stop').click();
    await page.heard('response.end');
    await drawn();
    expect(page.find('[data-item-id=msg]')?.textContent).toContain('H');
    page.button('Send message');
  });

  it('does not offer to stop where the server does not allow it', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Hello' });
    stream.send({ type: 'stream_options', stream_options: { allow_cancel: false } });
    await vi.waitFor(() => expect(page.button('Send message').disabled).toBe(true));
  });

  it('keeps what was written per thread, across reloads', async () => {
    page.serveThread([]);
    await page.open();
    await page.write('For a new thread');
    await page.element.setThreadId('thr_1');
    await drawn();
    expect(page.input.value).toBe('');
    await page.write('For the first thread');
    await page.element.setThreadId(null);
    await drawn();
    expect(page.input.value).toBe('For a new thread');

    const reloaded = new Page();
    reloaded.serveThread([]);
    await reloaded.open({ initialThread: 'thr_1' });
    await vi.waitFor(() => expect(reloaded.input.value).toBe('For the first thread'));
    reloaded.close();
  });

  it('keeps a message that failed, to be tried again or edited', async () => {
    page.server.on('threads.create', () => refuse(503, 'unavailable', 'Down for a moment.'));
    await page.open();
    await page.write('Precious words');
    page.press('Enter');
    await page.heard('response.end');
    await drawn();
    expect(page.find('[part=error]')?.textContent).toContain('Down for a moment.');
    expect(page.find('[part=error]')?.textContent).toContain('req_refused');
    expect(page.find('[data-item-type=user_message]')?.textContent).toContain('Not sent');
    // A reload would bring it back.
    expect(storedDrafts()).toEqual(['Precious words']);

    page.button('Edit').click();
    await drawn();
    expect(page.input.value).toBe('Precious words');
    expect(page.find('[data-item-type=user_message]')).toBeNull();

    const stream = page.server.stream('threads.create');
    page.press('Enter');
    stream.send(
      { type: 'thread.created', thread: thread('thr_1') },
      { type: 'thread.item.done', item: userMessage('usr', 'Precious words') },
    );
    stream.end();
    await vi.waitFor(() => expect(page.find('[data-item-id=usr]')).not.toBeNull());
    await drawn();
    expect(page.find('[data-item-id=usr]')?.textContent).not.toContain('Not sent');
    expect(storedDrafts()).toEqual([]);
  });

  it('is closed where the thread is, and says why', async () => {
    page.server.on('threads.get_by_id', () => ({
      ...thread('thr_1'),
      status: { type: 'locked', reason: 'Waiting for approval.' },
    }));
    page.server.on('items.list', () => ({ data: [], has_more: false }));
    await page.open();
    await page.element.setThreadId('thr_1');
    await drawn();
    expect(page.input.disabled).toBe(true);
    expect(page.input.placeholder).toBe('Waiting for approval.');
  });
});
