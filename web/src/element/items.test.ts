import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CREATED, userMessage } from '../protocol/testing/fake-server';
import './index';
import { drawn, Page, press } from './testing';

let page: Page;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  page = new Page();
});

afterEach(() => page.close());

const base = { thread_id: 'thr_1', created_at: CREATED };

describe('a message of the user', () => {
  const tag = { type: 'input_tag', id: 'ada', text: 'Ada', data: { a: 'b' } };
  const said = (...content: object[]) => ({ ...userMessage('usr', ''), content });

  it('shows entities, which the page hears of when they are pressed', async () => {
    const onClick = vi.fn();
    await page.openThread([said({ ...tag, interactive: true }, tag)], { entities: { onClick } });
    const buttons = page.item('usr').querySelectorAll('button');
    expect(buttons).toHaveLength(1);
    await press(buttons[0]);
    expect(onClick).toHaveBeenCalledWith({
      id: 'ada',
      title: 'Ada',
      interactive: true,
      data: { a: 'b' },
    });
    expect(page.all('[part=tag]')).toHaveLength(2);
  });

  it('is folded where it is long', async () => {
    await page.openThread([
      said({ type: 'input_text', text: 'Line\n'.repeat(30) }),
      { ...said({ type: 'input_text', text: 'Short' }), id: 'short' },
    ]);
    const more = page.button('Show more');
    const text = page.root.getElementById(more.getAttribute('aria-controls') ?? '');
    expect(text?.dataset['folded']).toBe('');
    await press(more);
    expect(text?.dataset['folded']).toBeUndefined();
    await press(page.button('Show less'));
    expect(text?.dataset['folded']).toBe('');
    expect(page.item('short').querySelector('button')).toBeNull();
  });
});

describe('a tool of the page', () => {
  const call = (more: object) => ({
    ...base,
    type: 'client_tool_call',
    id: 'call',
    call_id: 'c',
    name: 'get_open_tabs',
    arguments: { secret: 'token' },
    ...more,
  });

  it('is not seen when it is done, nor what it was given', async () => {
    await page.openThread([
      userMessage('usr', 'Hi'),
      call({ status: 'completed', output: { ok: 1 } }),
    ]);
    expect(page.find('[part=tool-call]')).toBeNull();
    expect(page.all('[data-turn]')).toHaveLength(1);
  });

  it('says that it works, and that it did not work', async () => {
    const first = page.server.stream('threads.create');
    const second = page.server.stream('threads.add_client_tool_output');
    let fail: (error: Error) => void = () => undefined;
    await page.open({
      onClientTool: () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    });
    await page.element.sendUserMessage({ text: 'Hello' });
    first.send({ type: 'thread.created', thread: { id: 'thr_1', created_at: CREATED } } as never);
    first.send({ type: 'thread.item.done', item: call({ status: 'pending' }) } as never);
    first.end();
    await vi.waitFor(() =>
      expect(page.find('[part=tool-call]')?.textContent).toBe('Working: get open tabs'),
    );
    expect(page.find('[part=progress]')).toBeNull();
    await vi.waitFor(() => expect(page.names()).not.toContain('error'));
    fail(new Error('No tabs'));
    await page.heard('error');
    await vi.waitFor(() =>
      expect(page.find('[part=tool-call]')?.textContent).toBe('This did not work: get open tabs'),
    );
    await vi.waitFor(() =>
      expect(page.server.ofType('threads.add_client_tool_output')[0]?.params.result).toEqual({
        error: 'No tabs',
      }),
    );
    second.end();
    await page.heard('response.end');
    expect(page.root.textContent).not.toContain('token');
    await page.write('Next');
    expect(page.button('Send message').disabled).toBe(false);
  });

  it('says of a call that nobody answered that it was interrupted', async () => {
    await page.openThread([call({ status: 'pending' })]);
    expect(page.find('[part=tool-call]')?.textContent).toBe('This was interrupted: get open tabs');
  });
});

describe('a generated image', () => {
  const image = (url?: string) => ({
    ...base,
    type: 'generated_image',
    id: 'img',
    ...(url === undefined ? {} : { image: { id: 'pic', url } }),
  });

  it('shows how far it is, then each picture once it is there', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Draw' });
    stream.send({ type: 'thread.item.added', item: image() } as { type: string });
    await vi.waitFor(() => expect(page.find('progress')).not.toBeNull());
    expect(page.find('progress')?.hasAttribute('value')).toBe(false);
    const partial = (url: string, progress: number) =>
      stream.send({
        type: 'thread.item.updated',
        item_id: 'img',
        update: { type: 'generated_image.updated', image: { id: 'pic', url }, progress },
      } as { type: string });
    const sources = () => page.all('.ck-image img').map((picture) => picture.getAttribute('src'));
    partial('https://a.test/1.png', 0.25);
    await vi.waitFor(() => expect(sources()).toEqual(['https://a.test/1.png']));
    expect((page.find('progress') as HTMLProgressElement).value).toBe(0.25);
    page.find('.ck-image img')?.dispatchEvent(new Event('load'));
    await drawn();
    partial('https://a.test/2.png', 0.5);
    await vi.waitFor(() =>
      expect(sources()).toEqual(['https://a.test/1.png', 'https://a.test/2.png']),
    );
    const overtaken = page.all('.ck-image img')[1];
    stream.send({ type: 'thread.item.done', item: image('https://a.test/3.png') } as never);
    stream.end();
    await vi.waitFor(() => expect(page.find('progress')).toBeNull());
    page.all('.ck-image img')[1]?.dispatchEvent(new Event('load'));
    overtaken?.dispatchEvent(new Event('load'));
    await drawn();
    expect(sources()).toEqual(['https://a.test/3.png']);
    expect(page.find('.ck-image img')?.getAttribute('alt')).toBe('Generated image');
    const link = page.find('.ck-image a') as HTMLAnchorElement;
    expect([link.href, link.download]).toEqual(['https://a.test/3.png', 'pic']);
    await press(page.button('Open large'));
    expect(page.find('dialog')?.getAttribute('aria-label')).toBe('Generated image');
  });

  it('says that it could not be loaded, and tries again', async () => {
    await page.openThread([image('https://a.test/1.png')]);
    page.find('.ck-image img')?.dispatchEvent(new Event('error'));
    await drawn();
    expect(page.find('.ck-image')?.textContent).toContain('The image could not be loaded.');
    await press(page.button('Try again'));
    expect(page.find('.ck-image img')).not.toBeNull();
  });

  it('is taken from nothing that could run', async () => {
    await page.openThread([image('javascript:alert(1)'), { ...image(), id: 'none' }]);
    expect(page.find('.ck-image :is(img, a)')).toBeNull();
    expect(page.item('none').textContent).toBe('The image was not finished.');
  });
});

describe('a workflow', () => {
  const flow = (workflow: object) => ({ ...base, type: 'workflow', id: 'flow', workflow });
  const tasks = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ type: 'custom', title: `Step ${index + 1}` }));
  const titles = () => page.all('.ck-task-title').map((title) => title.textContent);

  it('opens and closes, and shows of many steps the first', async () => {
    await page.openThread([
      flow({ type: 'custom', tasks: tasks(12), summary: { title: 'Packed' } }),
    ]);
    const fold = page.button('Packed');
    expect(fold.getAttribute('aria-expanded')).toBe('false');
    await press(fold);
    expect(fold.getAttribute('aria-expanded')).toBe('true');
    expect(titles()).toHaveLength(8);
    await press(page.button('4 more steps'));
    expect(titles()).toHaveLength(12);
    expect(await page.violations()).toEqual([]);
  });

  it.each([
    ['reasoning', { duration: 12 }, 'Thought for 12s'],
    ['reasoning', { duration: 0 }, 'Thought about it'],
    ['reasoning', undefined, 'Thought about it'],
    ['custom', { duration: 75 }, 'Worked for 1m 15s'],
    ['custom', undefined, 'Done'],
  ])('of the type %s with the summary %j says "%s"', async (type, summary, title) => {
    await page.openThread([flow({ type, tasks: [], summary })]);
    expect(page.item('flow').querySelector('.ck-fold')?.textContent).toBe(title);
  });

  it('is open while it runs, showing its newest steps, and then as the server wants it', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Go' });
    stream.send({
      type: 'thread.item.added',
      item: flow({ type: 'reasoning', tasks: tasks(9) }),
    } as { type: string });
    await vi.waitFor(() => expect(titles()).toHaveLength(8));
    expect(titles().at(-1)).toBe('Step 9');
    expect(page.button('Thinking').getAttribute('aria-expanded')).toBe('true');
    stream.send({
      type: 'thread.item.done',
      item: flow({ type: 'reasoning', tasks: tasks(9), summary: { duration: 3 } }),
    } as { type: string });
    stream.end();
    await vi.waitFor(() =>
      expect(page.button('Thought for 3s').getAttribute('aria-expanded')).toBe('false'),
    );
  });
});

describe('what the element does not know', () => {
  it('is a quiet line for items, said once to the page', async () => {
    await page.openThread([
      { ...base, type: 'hologram', id: 'one' },
      { ...base, type: 'hologram', id: 'two' },
      { ...base, type: 'widget', id: 'wid', widget: { type: 'Hologram' } },
    ]);
    expect(page.all('[part=fallback]')).toHaveLength(2);
    expect(page.item('wid').textContent).toContain('Hologram');
    const logs = page.events.filter(({ name }) => name === 'log').map(({ detail }) => detail);
    expect(logs).toEqual([{ name: 'item.unknown', data: { type: 'hologram' } }]);
  });

  it('is ignored where it is an event or an update, and said once', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Hello' });
    const update = { type: 'thread.item.updated', item_id: 'i', update: { type: 'item.sung' } };
    stream.send(update, update, { type: 'thread.sung' });
    stream.end();
    await page.heard('response.end');
    const logs = page.events.filter(({ name }) => name === 'log').map(({ detail }) => detail);
    expect(logs).toEqual([
      { name: 'event.unknown', data: { type: 'thread.item.updated item.sung' } },
      { name: 'event.unknown', data: { type: 'thread.sung' } },
    ]);
  });
});
