import type { OpenAIChatKit } from '@openai/chatkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assistantMessage, userMessage } from '../protocol/testing/fake-server';
import { ChatKitElement } from './element';
import './index';
import { drawn, Page } from './testing';

let page: Page;

beforeEach(() => {
  sessionStorage.clear();
  page = new Page();
});

afterEach(() => page.close());

const twoFrames = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
  });

describe('the definition', () => {
  it('is left alone when the script is loaded again', async () => {
    vi.resetModules();
    await import('./index');
    expect(customElements.get('openai-chatkit')).toBe(ChatKitElement);
  });

  it('upgrades an element that was there first', () => {
    class Late extends ChatKitElement {}
    document.body.innerHTML = '<late-chatkit></late-chatkit>';
    const element = document.body.firstElementChild as OpenAIChatKit;
    customElements.define('late-chatkit', Late);
    element.setOptions(page.options());
    expect(element.shadowRoot?.querySelector('textarea')).not.toBeNull();
    element.remove();
  });
});

describe('the start', () => {
  it('says that it is ready once, two frames after the first options', async () => {
    document.body.append(page.element);
    await twoFrames();
    expect(page.names()).toEqual([]);
    page.element.setOptions(page.options());
    page.element.setOptions(page.options({ theme: 'dark' }));
    expect(page.names()).toEqual([]);
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    await twoFrames();
    page.element.setOptions(page.options());
    await twoFrames();
    expect(page.names()).toEqual(['ready']);
  });

  it('asks for the client secret at once, for pages that hide the chat until then', async () => {
    const getClientSecret = vi.fn(async () => 'secret');
    document.body.append(page.element);
    page.element.setOptions({ api: { getClientSecret } });
    await page.heard('ready');
    page.element.setOptions({ api: { getClientSecret }, theme: 'dark' });
    await twoFrames();
    expect(getClientSecret.mock.calls).toEqual([[null]]);
    expect(page.names()).toEqual(['ready']);
  });

  it('reports a client secret that cannot be had, and stays usable', async () => {
    const getClientSecret = () => Promise.reject(new Error('No session.'));
    document.body.append(page.element);
    page.element.setOptions({ api: { getClientSecret } });
    await page.heard('error');
    expect(page.names()).toEqual(['ready', 'error']);
    expect(page.input.disabled).toBe(false);
  });

  it('waits until it is in a document', async () => {
    page.element.setOptions(page.options());
    await twoFrames();
    expect(page.names()).toEqual([]);
    document.body.append(page.element);
    await page.heard('ready');
    expect(page.input).not.toBeNull();
  });

  it('keeps events for listeners that come a little late', async () => {
    page.serveThread([userMessage('usr', 'Hello')]);
    await page.open({ initialThread: 'thr_1' });
    await page.heard('thread.load.end');
    expect(page.names()).toEqual(['ready', 'thread.load.start', 'thread.load.end']);
    expect(page.find('[data-item-id=usr]')?.textContent).toContain('Hello');
  });

  it('carries out methods that were called before it', async () => {
    const filled = page.element.setComposerValue({ text: 'Early' });
    await page.open();
    await filled;
    await drawn();
    expect(page.input.value).toBe('Early');
  });
});

describe('options that are set again', () => {
  it('change what they say, and keep the thread, the composer and its element', async () => {
    page.serveThread([userMessage('usr', 'Hello'), assistantMessage('msg', 'Hi')]);
    await page.open({ initialThread: 'thr_1' });
    await page.heard('thread.load.end');
    await page.write('Half a thought');
    const { input } = page;
    page.element.setOptions(
      page.options({ composer: { placeholder: 'Ask me' }, theme: 'dark', initialThread: 'other' }),
    );
    await drawn();
    expect(page.input).toBe(input);
    expect(input.value).toBe('Half a thought');
    expect(input.placeholder).toBe('Ask me');
    expect(page.element.dataset['theme']).toBe('dark');
    expect(page.all('[data-item-id]')).toHaveLength(2);
    expect(page.server.ofType('threads.get_by_id')).toHaveLength(1);
  });

  it('replace each other as a whole', async () => {
    await page.open({ composer: { placeholder: 'Ask me' }, disclaimer: { text: 'Careful' } });
    page.element.setOptions(page.options());
    await drawn();
    expect(page.input.placeholder).toBe('Message the AI');
    expect(page.find('[part=disclaimer]')).toBeNull();
  });
});

describe('an element that is moved, or removed and added again', () => {
  it('keeps its thread and its draft, and is not ready twice', async () => {
    page.serveThread([userMessage('usr', 'Hello')]);
    await page.open({ initialThread: 'thr_1' });
    await page.heard('thread.load.end');
    await page.write('Half a thought');
    const { input } = page;
    const place = document.createElement('div');
    document.body.append(place);
    place.append(page.element);
    page.element.remove();
    await twoFrames();
    document.body.append(page.element);
    await twoFrames();
    expect(page.input).toBe(input);
    expect(input.value).toBe('Half a thought');
    expect(page.find('[data-item-id=usr]')).not.toBeNull();
    expect(page.names().filter((name) => name === 'ready')).toHaveLength(1);
    expect(page.server.ofType('threads.get_by_id')).toHaveLength(1);
  });

  it('goes on reading an answer', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Hello' });
    page.element.remove();
    stream.send({ type: 'thread.item.done', item: userMessage('usr', 'Hello') });
    stream.send({ type: 'thread.item.done', item: assistantMessage('msg', 'Hi') });
    stream.end();
    await page.heard('response.end');
    document.body.append(page.element);
    await drawn();
    expect(page.all('[data-item-id]').map((item) => item.dataset['itemId'])).toEqual([
      'usr',
      'msg',
    ]);
  });
});

describe('two elements on a page', () => {
  it('have nothing in common', async () => {
    const other = new Page();
    await Promise.all([page.open(), other.open()]);
    await page.write('Mine');
    expect(other.input.value).toBe('');
    await page.element.showHistory();
    expect(other.names()).toEqual(['ready']);
    other.close();
  });
});

describe('an error in a view', () => {
  it('is reported, and takes only its item along', async () => {
    const broken = { type: 'workflow', id: 'bad', workflow: { type: 'custom', tasks: [null] } };
    page.serveThread([userMessage('usr', 'Hello'), broken, assistantMessage('msg', 'Hi')]);
    await page.open({ initialThread: 'thr_1' });
    const detail = await page.heard('error');
    expect(detail).toEqual({ error: expect.any(TypeError) });
    expect(page.find('[data-item-id=bad]')?.textContent).toBe('This part could not be shown.');
    expect(page.find('[data-item-id=msg]')?.textContent).toContain('Hi');
  });
});
