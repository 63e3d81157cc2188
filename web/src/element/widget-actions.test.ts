import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CREATED, delta, refuse, userMessage } from '../protocol/testing/fake-server';
import './index';
import { drawn, Page } from './testing';

let page: Page;

beforeEach(() => {
  sessionStorage.clear();
  page = new Page();
});

afterEach(() => page.close());

const widget = (...children: object[]) => ({
  type: 'widget',
  id: 'wid',
  thread_id: 'thr_1',
  created_at: CREATED,
  widget: { type: 'Card', children },
});

const button = (action: object = {}) => ({
  type: 'Button',
  label: 'Done',
  onClickAction: { type: 'complete', payload: { id: 7 }, ...action },
});

async function open(item: object, more: Parameters<Page['open']>[0] = {}): Promise<void> {
  page.serveThread([userMessage('usr', 'Hello'), item as never]);
  await page.open({ initialThread: 'thr_1', ...more });
  await page.heard('thread.load.end');
  await drawn();
}

const sent = () => page.server.ofType('threads.custom_action');
const isWaiting = () => page.button('Done').getAttribute('aria-disabled') === 'true';

describe('an action of a widget', () => {
  it('is sent once for a double click, and the button waits until it is done', async () => {
    const stream = page.server.stream('threads.custom_action');
    await open(widget(button()));
    page.button('Done').click();
    page.button('Done').click();
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
    await vi.waitFor(() => expect(isWaiting()).toBe(true));
    page.button('Done').click();
    stream.end();
    await vi.waitFor(() => expect(isWaiting()).toBe(false));
    expect(sent()).toHaveLength(1);
  });

  it('waits while an answer is written', async () => {
    await open(widget(button()));
    const stream = page.server.stream('threads.add_user_message');
    await page.element.sendUserMessage({ text: 'Go on' });
    stream.send(delta('msg', 'Well'));
    await vi.waitFor(() => expect(isWaiting()).toBe(true));
    page.button('Done').click();
    stream.end();
    await vi.waitFor(() => expect(isWaiting()).toBe(false));
    expect(sent()).toEqual([]);
  });

  it('that fails leaves the widget as it was, and the chat says why', async () => {
    const stream = page.server.stream('threads.custom_action');
    const box = { type: 'Checkbox', name: 'done', label: 'Ready', onChangeAction: { type: 'set' } };
    await open(widget(button(), box));
    const ready = page.find('input[type=checkbox]') as HTMLInputElement;
    ready.click();
    await vi.waitFor(() => expect(isWaiting()).toBe(true));
    expect(ready.checked).toBe(true);
    stream.send({ type: 'error', code: 'custom', message: 'It is gone.' } as { type: string });
    stream.end();
    await vi.waitFor(() => expect(ready.checked).toBe(false));
    expect(page.find('[role=alert]')?.textContent).toContain('It is gone.');
    expect(isWaiting()).toBe(false);
  });

  it('that does not stream is answered by the item as it is then', async () => {
    page.server.on('threads.sync_custom_action', () => ({
      updated_item: widget({ type: 'Text', value: 'All done' }),
    }));
    await open(widget(button({ streaming: false })));
    page.button('Done').click();
    await vi.waitFor(() =>
      expect(page.find('[data-item-id=wid]')?.textContent).toContain('All done'),
    );
    expect(page.server.ofType('threads.sync_custom_action')[0]?.params).toEqual({
      thread_id: 'thr_1',
      item_id: 'wid',
      action: { type: 'complete', payload: { id: 7 } },
    });
    expect(sent()).toEqual([]);
  });

  it('that does not stream and fails works again, and the chat says why', async () => {
    page.server.on('threads.sync_custom_action', () => refuse(500, 'internal', 'Something broke.'));
    await open(widget(button({ streaming: false })));
    page.button('Done').click();
    await vi.waitFor(() => expect(page.find('[part=error]')?.textContent).toBeTruthy());
    page.button('Done').click();
    await vi.waitFor(() =>
      expect(page.server.ofType('threads.sync_custom_action')).toHaveLength(2),
    );
  });

  it('for a page that fails is told to the page, and works again', async () => {
    const onAction = vi.fn().mockRejectedValueOnce(new Error('No room'));
    await open(widget(button({ handler: 'client' })), { widgets: { onAction } });
    page.button('Done').click();
    await page.heard('error');
    await vi.waitFor(() => expect(isWaiting()).toBe(false));
    page.button('Done').click();
    await vi.waitFor(() => expect(onAction).toHaveBeenCalledTimes(2));
    expect(sent()).toEqual([]);
  });
});

describe('pictures of a widget', () => {
  it('come from the hosts that the thread allows, once it lists some', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const image = (host: string) => ({ type: 'Image', src: `https://${host}/a.png`, alt: host });
    await open(widget(image('good.example'), image('evil.example')));
    const shown = () => page.all('[data-item-id=wid] img').map((img) => img.getAttribute('alt'));
    expect(shown()).toEqual(['good.example', 'evil.example']);
    const stream = page.server.stream('threads.add_user_message');
    await page.element.sendUserMessage({ text: 'Go on' });
    stream.send({
      type: 'thread.updated',
      thread: { id: 'thr_1', created_at: CREATED, allowed_image_domains: ['good.example'] },
    } as { type: string });
    stream.end();
    await vi.waitFor(() => expect(shown()).toEqual(['good.example']));
    vi.restoreAllMocks();
  });
});
