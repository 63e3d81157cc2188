import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  assistantMessage,
  CREATED,
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
  page = new Page();
});

afterEach(() => page.close());

describe('the start screen', () => {
  it('greets, and sends a prompt that is chosen', async () => {
    page.server.stream('threads.create');
    await page.open({
      startScreen: {
        greeting: 'Good morning',
        prompts: [{ label: 'Plan my day', prompt: 'Help me plan my day', icon: 'calendar' }],
      },
    });
    expect(page.find('[part=greeting]')?.textContent).toBe('Good morning');
    page.button('Plan my day').click();
    await vi.waitFor(() => expect(page.server.requests).toHaveLength(1));
    expect(page.server.requests[0]?.params.input.content[0].text).toBe('Help me plan my day');
    await drawn();
    expect(page.find('[part=start-screen]')).toBeNull();
  });
});

describe('the thread', () => {
  it('is a log with a heading for each turn, and leaves out what is not for readers', async () => {
    await page.openThread([
      userMessage('usr', 'Hello'),
      assistantMessage('msg', 'Hi **you**'),
      { type: 'end_of_turn', id: 'end', thread_id: 'thr_1', created_at: CREATED },
      { type: 'hidden_context_item', id: 'hid', thread_id: 'thr_1', content: 'secret' },
    ]);
    const log = page.find('[role=log]');
    expect(log?.getAttribute('part')).toBe('thread');
    expect(log?.getAttribute('aria-live')).toBe('off');
    expect(page.all('h3').map((heading) => heading.textContent)).toEqual([
      'You said:',
      'The assistant said:',
    ]);
    expect(page.all('[data-item-id]').map(({ dataset }) => dataset['itemType'])).toEqual([
      'user_message',
      'assistant_message',
    ]);
    expect(page.find('[data-item-id=msg] strong')?.textContent).toBe('you');
    expect(log?.textContent).not.toContain('secret');
  });

  it('reads an answer out by the sentence, each when it is finished', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Hello' });
    const region = () => page.find('[aria-live=polite]');
    const lines = () => [...(region()?.children ?? [])].map((line) => line.textContent);
    stream.send({ type: 'thread.item.added', item: assistantMessage('msg', '') });
    stream.send(delta('msg', 'One **two'));
    await vi.waitFor(() => expect(page.find('[data-item-id=msg]')?.textContent).toContain('two'));
    expect(lines()).toEqual([]);
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 5000);
    stream.send(delta('msg', '**. Three'));
    await vi.waitFor(() => expect(lines()).toEqual(['The assistant said: One two.']));
    const first = region()?.firstElementChild;
    stream.send({
      type: 'thread.item.done',
      item: assistantMessage('msg', 'One **two**. Three four.'),
    });
    stream.end();
    await vi.waitFor(() => expect(lines()[1]).toBe('Three four.'));
    expect(region()?.firstElementChild).toBe(first);
    vi.restoreAllMocks();
  });

  it('shows progress, notices, and an error with its request id', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Hello' });
    await drawn();
    expect(page.find('[part=thinking]')).not.toBeNull();
    stream.send({ type: 'progress_update', text: 'Searching', icon: 'search' });
    await vi.waitFor(() => expect(page.find('[part=progress]')?.textContent).toBe('Searching'));
    stream.send(
      { type: 'thread.created', thread: thread('thr_1') },
      { type: 'thread.item.done', item: userMessage('usr', 'Hello') },
      { type: 'notice', level: 'warning', title: 'Careful', message: 'Only **three** left.' },
      { type: 'error', code: 'stream.error', allow_retry: true },
    );
    stream.end();
    await page.heard('response.end');
    await drawn();
    expect(page.find('[part=progress]')).toBeNull();
    expect(page.find('[part=notice]')?.textContent).toContain('Only three left.');
    const error = page.find('[part=error]');
    expect(error?.getAttribute('role')).toBe('alert');
    expect(error?.textContent).toContain('An error occurred while generating a response.');
    expect(error?.textContent).toContain('Request req_1');

    const again = page.server.stream('threads.retry_after_item');
    page.button('Try again').click();
    again.send({ type: 'thread.item.done', item: assistantMessage('msg', 'Better') });
    again.end();
    await vi.waitFor(() => expect(page.find('[data-item-id=msg]')).not.toBeNull());
    expect(page.find('[part=error]')).toBeNull();
    expect(page.find('[part=notice]')).toBeNull();
  });

  it('dismisses an error', async () => {
    page.server.on('threads.create', () => refuse(500, 'internal', 'Broken.'));
    await page.open();
    await page.element.sendUserMessage({ text: 'Hello' }).catch(() => undefined);
    await drawn();
    page.button('Dismiss').click();
    await drawn();
    expect(page.find('[part=error]')).toBeNull();
  });

  it('shows steps and workflows', async () => {
    await page.openThread([
      {
        type: 'workflow',
        id: 'flow',
        thread_id: 'thr_1',
        created_at: CREATED,
        workflow: {
          type: 'reasoning',
          summary: { duration: 75 },
          tasks: [
            { type: 'thought', title: 'Reading', content: 'The *question*' },
            { type: 'web_search', queries: ['weather'], sources: [] },
            { type: 'file', sources: [{ type: 'file', title: 'Notes', filename: 'n.md' }] },
            { type: 'custom', content: 'Done', status_indicator: 'complete' },
            { type: 'image' },
          ],
        },
      },
      {
        type: 'task',
        id: 'step',
        thread_id: 'thr_1',
        created_at: CREATED,
        task: { type: 'custom', title: 'A step', status_indicator: 'loading' },
      },
    ]);
    const flow = page.find('[data-item-id=flow]')?.textContent;
    for (const text of ['Thought for 1m 15s', 'Reading', 'question', 'weather', 'Notes', 'Done']) {
      expect(flow).toContain(text);
    }
    expect(page.find('[data-item-id=step]')?.textContent).toBe('A step');
  });
});

describe('the actions of an answer', () => {
  const items = [
    userMessage('usr', 'Hello'),
    assistantMessage('msg', 'Hi **you**'),
    {
      type: 'widget',
      id: 'wid',
      thread_id: 'thr_1',
      created_at: CREATED,
      copy_text: 'One task',
      widget: { type: 'Card', children: [] },
    },
  ];

  it('copy its text and that of its widgets', async () => {
    const writeText = vi.fn(async () => {});
    vi.stubGlobal('navigator', { ...navigator, languages: ['en'], clipboard: { writeText } });
    await page.openThread(items);
    page.button('Copy').click();
    await vi.waitFor(() => page.button('Copied'));
    expect(writeText).toHaveBeenCalledWith('Hi **you**\n\nOne task');
    vi.unstubAllGlobals();
  });

  it('rate it, and have it given again, where the options say so', async () => {
    await page.openThread(items);
    expect(() => page.button('Good response')).toThrow();
    expect(() => page.button('Answer again')).toThrow();
    page.element.setOptions(page.options({ threadItemActions: { feedback: true, retry: true } }));
    await drawn();

    page.server.on('items.feedback', () => ({}));
    page.button('Good response').click();
    await vi.waitFor(() =>
      expect(page.button('Good response').getAttribute('aria-pressed')).toBe('true'),
    );
    expect(page.server.ofType('items.feedback')[0]?.params).toEqual({
      thread_id: 'thr_1',
      item_ids: ['msg', 'wid'],
      kind: 'positive',
    });

    const stream = page.server.stream('threads.retry_after_item');
    page.button('Answer again').click();
    stream.send({ type: 'thread.item.done', item: assistantMessage('new', 'Hello again') });
    stream.end();
    await vi.waitFor(() => expect(page.find('[data-item-id=new]')).not.toBeNull());
    expect(page.find('[data-item-id=msg]')).toBeNull();
  });
});

describe('the history', () => {
  beforeEach(async () => {
    page.server.on('threads.list', ({ params }) =>
      params.after
        ? { data: [thread('c', 'Third')], has_more: false }
        : { data: [thread('a', 'First'), thread('b', 'Second')], has_more: true },
    );
    page.serveThread([userMessage('usr', 'Hello')]);
  });

  const rows = () => page.all('.ck-history-title').map((title) => title.textContent);

  async function openHistory(options = {}): Promise<void> {
    await page.open({ history: { enabled: true, ...options } });
    page.button('Show chats').click();
    await vi.waitFor(() => expect(rows()).toEqual(['First', 'Second']));
  }

  it('lists the threads page by page, and opens one', async () => {
    await openHistory();
    expect(page.find('.ck-main')?.hasAttribute('inert')).toBe(true);
    page.button('Show more').click();
    await vi.waitFor(() => expect(rows()).toEqual(['First', 'Second', 'Third']));
    page.button(/^Second/).click();
    await page.heard('thread.load.end');
    await drawn();
    expect(page.find('[part=history]')).toBeNull();
    expect(page.find('[data-item-id=usr]')).not.toBeNull();
  });

  it('takes the focus, closes on Escape and gives the focus back', async () => {
    await openHistory();
    expect(page.root.activeElement).toBe(page.find('[part=history]'));
    page
      .find('[part=history]')
      ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await vi.waitFor(() => expect(page.root.activeElement).toBe(page.button('Show chats')));
  });

  it('renames and deletes', async () => {
    await openHistory();
    page.server.on('threads.update', ({ params }) => thread(params.thread_id, params.title));
    page.server.on('threads.delete', () => ({}));
    page.button('Rename First').click();
    await drawn();
    const field = page.find('.ck-rename input') as HTMLInputElement;
    expect(field.value).toBe('First');
    field.value = 'Best';
    page.button('Save').click();
    await vi.waitFor(() => expect(rows()).toEqual(['Best', 'Second']));
    page.button('Delete Second').click();
    await drawn();
    expect(page.server.ofType('threads.delete')).toEqual([]);
    page.button('Delete').click();
    await vi.waitFor(() => expect(rows()).toEqual(['Best']));
  });

  it('shows only what the options allow', async () => {
    await openHistory({ showDelete: false, showRename: false });
    expect(() => page.button('Rename First')).toThrow();
    expect(() => page.button('Delete First')).toThrow();
    page.element.setOptions(page.options({ history: { enabled: false } }));
    await page.element.hideHistory();
    await drawn();
    expect(() => page.button('Show chats')).toThrow();
  });
});

describe('the header', () => {
  it("has the page's own buttons and title", async () => {
    const onClick = vi.fn();
    await page.open({
      header: {
        title: { text: 'Help desk' },
        leftAction: { icon: 'grid', onClick: () => {} },
        rightAction: { icon: 'settings-cog', onClick },
      },
    });
    expect(page.button('Left action')).toBeDefined(); // an icon that says nothing of what it does
    expect(page.find('[part=title]')?.textContent).toBe('Help desk');
    page.button('Settings').click();
    expect(onClick).toHaveBeenCalledTimes(1);
    page.element.setOptions(page.options({ header: { enabled: false } }));
    await drawn();
    expect(page.find('[part=header]')).toBeNull();
  });
});

describe('languages', () => {
  it('set the direction, and go out with every request', async () => {
    page.server.on('threads.list', () => ({ data: [], has_more: false }));
    await page.open({ locale: 'ar' });
    expect(page.find('[part=root]')?.dir).toBe('rtl');
    await page.element.showHistory();
    // The first who asks for a catalogue waits until it is built, however busy the machine is.
    await vi.waitFor(
      () => expect(page.find('[part=history]')?.textContent).toContain('لا توجد محادثات'),
      { timeout: 4000 },
    );
    expect(page.server.requests[0]?.headers.get('Accept-Language')).toBe('ar');
    page.element.setOptions(page.options({ locale: 'de' }));
    await page.element.hideHistory();
    await page.element.showHistory();
    await vi.waitFor(() => expect(page.server.requests).toHaveLength(2));
    expect(page.server.requests[1]?.headers.get('Accept-Language')).toBe('de-DE');
    expect(page.find('[part=root]')?.dir).toBe('ltr');
  });
});

describe('accessibility', () => {
  it('has nothing against the start screen', async () => {
    await page.open({
      startScreen: { prompts: [{ label: 'Plan my day', prompt: 'Plan', icon: 'calendar' }] },
      disclaimer: { text: 'Check [this](https://a.test).' },
    });
    expect(await page.violations()).toEqual([]);
  });

  it('has nothing against a thread, nor the history', async () => {
    page.server.on('threads.list', () => ({ data: [thread('a', 'First')], has_more: false }));
    await page.openThread(
      [
        userMessage('usr', 'Hello'),
        assistantMessage('msg', '## Title\n\n- [x] done\n\n| a |\n|--|\n| b |\n\n```js\nx\n```'),
        { type: 'hologram', id: 'new', thread_id: 'thr_1', created_at: CREATED },
      ],
      { threadItemActions: { feedback: true, retry: true } },
    );
    expect(await page.violations()).toEqual([]);
    await page.element.showHistory();
    await vi.waitFor(() => expect(page.find('[part=history]')?.textContent).toContain('First'));
    expect(await page.violations()).toEqual([]);
  });
});
