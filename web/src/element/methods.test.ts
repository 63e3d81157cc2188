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

const details = (name: string) =>
  page.events.filter((event) => event.name === name).map((event) => event.detail);

describe('sendUserMessage', () => {
  it('sends everything that it was given, and resolves when the server took it', async () => {
    await page.open();
    const stream = page.server.stream('threads.create');
    await page.element.sendUserMessage({
      content: [
        { type: 'input_text', text: 'Ask ' },
        { type: 'input_tag', id: 'u1', text: 'Ada' },
      ],
      reply: 'What was said',
      attachments: [{ type: 'file', id: 'att', name: 'a.txt', mime_type: 'text/plain' }],
      toolChoice: { id: 'search' },
      model: 'large',
    });
    expect(page.server.requests[0]?.params.input).toEqual({
      content: [
        { type: 'input_text', text: 'Ask ' },
        { type: 'input_tag', id: 'u1', text: 'Ada', data: {} },
      ],
      attachments: ['att'],
      quoted_text: 'What was said',
      inference_options: { tool_choice: { id: 'search' }, model: 'large' },
    });
    stream.send({ type: 'thread.created', thread: thread('thr_1') });
    stream.end();
    await page.heard('response.end');
    expect(page.names()).toEqual(['ready', 'response.start', 'thread.change', 'response.end']);
    expect(details('thread.change')).toEqual([{ threadId: 'thr_1' }]);
  });

  it('starts a new thread on request', async () => {
    page.serveThread([]);
    await page.open({ initialThread: 'thr_1' });
    await page.heard('thread.load.end');
    page.server.stream('threads.create').end();
    await page.element.sendUserMessage({ text: 'Hello', newThread: true });
    expect(page.server.ofType('threads.create')).toHaveLength(1);
    expect(details('thread.change')).toEqual([{ threadId: null }]);
  });

  it('rejects an empty message, a second one, and one that the server refuses', async () => {
    await page.open();
    await expect(page.element.sendUserMessage({})).rejects.toMatchObject({ code: 'empty_message' });
    page.server.on('threads.create', () => refuse(404, 'not_found', 'No such attachment.'));
    await expect(page.element.sendUserMessage({ text: 'a' })).rejects.toMatchObject({
      status: 404,
    });
    expect(details('error')).toHaveLength(1);
    page.server.stream('threads.create');
    await vi.waitFor(() => expect(page.names().at(-1)).toBe('response.end'));
    await page.element.sendUserMessage({ text: 'b' });
    await expect(page.element.sendUserMessage({ text: 'c' })).rejects.toMatchObject({
      code: 'busy',
    });
  });
});

describe('setThreadId', () => {
  it('shows the thread and then resolves', async () => {
    page.serveThread([userMessage('usr', 'Hello')], 'Greetings');
    await page.open();
    await page.element.setThreadId('thr_1');
    await drawn();
    expect(page.find('[part=title]')?.textContent).toBe('Greetings');
    expect(page.find('[data-item-id=usr]')).not.toBeNull();
    await page.element.setThreadId('thr_1');
    await page.element.setThreadId(null);
    await drawn();
    expect(page.find('[part=start-screen]')).not.toBeNull();
    expect(page.names()).toEqual([
      'ready',
      'thread.change',
      'thread.load.start',
      'thread.load.end',
      'thread.change',
    ]);
    expect(page.server.ofType('items.list')).toHaveLength(1);
  });

  it('rejects when the thread cannot be loaded, and shows that', async () => {
    const gone = () => refuse(404, 'not_found', 'No such thread.');
    page.server.on('threads.get_by_id', gone).on('items.list', gone);
    await page.open();
    await expect(page.element.setThreadId('thr_1')).rejects.toMatchObject({ status: 404 });
    await drawn();
    expect(page.find('[part=error]')?.textContent).toContain('No such thread.');
    expect(page.find('[part=error]')?.textContent).toContain('req_refused');
    page.serveThread([userMessage('usr', 'Hello')]);
    page.button('Try again').click();
    await vi.waitFor(() => expect(page.find('[data-item-id=usr]')).not.toBeNull());
  });

  it('takes an id or null', async () => {
    await page.open();
    await expect(page.element.setThreadId(undefined as never)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });
});

describe('setComposerValue and focusComposer', () => {
  it('fill the composer without sending, and select a tool', async () => {
    await page.open({
      composer: {
        tools: [{ id: 'web', label: 'Web search', icon: 'globe', placeholderOverride: 'Look up' }],
        models: [
          { id: 'small', label: 'Small' },
          { id: 'large', label: 'Large', default: true },
        ],
      },
    });
    await page.element.setComposerValue({
      content: [
        { type: 'input_text', text: 'Ask ' },
        { type: 'input_tag', id: 'u1', text: 'Ada' },
      ],
      reply: 'What was said',
      attachments: [{ type: 'file', id: 'att', name: 'a.txt', mime_type: 'text/plain' }],
      selectedToolId: 'web',
    });
    await page.element.focusComposer();
    await drawn();
    expect(page.input.value).toBe('Ask Ada');
    expect(page.input.placeholder).toBe('Look up');
    expect(page.root.activeElement).toBe(page.input);
    expect(page.find('[part=composer]')?.textContent).toContain('What was said');
    expect(details('tool.change')).toEqual([{ toolId: 'web' }]);

    page.server.stream('threads.create').end();
    page.press('Enter');
    await vi.waitFor(() => expect(page.server.requests).toHaveLength(1));
    expect(page.server.requests[0]?.params.input).toMatchObject({
      attachments: ['att'],
      quoted_text: 'What was said',
      inference_options: { tool_choice: { id: 'web' }, model: 'large' },
    });
    await drawn();
    expect(page.input.value).toBe('');
    expect(details('tool.change')).toEqual([{ toolId: 'web' }, { toolId: null }]);
  });

  it('refuse files where attachments are off', async () => {
    await page.open();
    const files = [new File(['x'], 'x.txt')];
    await expect(page.element.setComposerValue({ files })).rejects.toMatchObject({
      code: 'attachments_disabled',
    });
  });
});

describe('showHistory and hideHistory', () => {
  it('open and close the history, and say so once', async () => {
    page.server.on('threads.list', () => ({ data: [thread('a', 'First')], has_more: false }));
    await page.open();
    await page.element.showHistory();
    await page.element.showHistory();
    await vi.waitFor(() => expect(page.find('[part=history]')?.textContent).toContain('First'));
    await page.element.hideHistory();
    await page.element.hideHistory();
    await drawn();
    expect(page.find('[part=history]')).toBeNull();
    expect(page.names()).toEqual(['ready', 'history.open', 'history.close']);
  });
});

describe('sendCustomAction', () => {
  it('sends the action, and resolves when its effects are there', async () => {
    page.serveThread([userMessage('usr', 'Hello')]);
    await page.open({ initialThread: 'thr_1' });
    await page.heard('thread.load.end');
    const stream = page.server.stream('threads.custom_action');
    const sent = page.element.sendCustomAction({ type: 'refresh', payload: { all: true } }, 'wid');
    stream.send({ type: 'client_effect', name: 'refreshed', data: { count: 2 } });
    stream.end();
    await sent;
    expect(page.server.ofType('threads.custom_action')[0]?.params).toEqual({
      thread_id: 'thr_1',
      item_id: 'wid',
      action: { type: 'refresh', payload: { all: true } },
    });
    expect(details('effect')).toEqual([{ name: 'refreshed', data: { count: 2 } }]);
  });

  it('rejects while a response streams', async () => {
    page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Hello' });
    await expect(page.element.sendCustomAction({ type: 'refresh' })).rejects.toThrow(
      'already responding',
    );
  });
});

describe('fetchUpdates', () => {
  it('shows what changed on the server', async () => {
    page.serveThread([userMessage('usr', 'Hello')]);
    await page.open({ initialThread: 'thr_1' });
    await page.heard('thread.load.end');
    page.serveThread([userMessage('usr', 'Hello'), assistantMessage('msg', 'News')], 'Renamed');
    await page.element.fetchUpdates();
    await drawn();
    expect(page.find('[data-item-id=msg]')?.textContent).toContain('News');
    expect(page.find('[part=title]')?.textContent).toBe('Renamed');
  });
});

describe('onClientTool', () => {
  it('is called for the assistant, and the composer waits for it', async () => {
    let finish: (result: Record<string, unknown>) => void = () => undefined;
    const onClientTool = vi.fn(
      () =>
        new Promise<Record<string, unknown>>((resolve) => {
          finish = resolve;
        }),
    );
    await page.open({ onClientTool });
    const stream = page.server.stream('threads.create');
    const answer = page.server.stream('threads.add_client_tool_output');
    await page.element.sendUserMessage({ text: 'Where am I?' });
    stream.send(
      { type: 'thread.created', thread: thread('thr_1') },
      { type: 'thread.item.done', item: userMessage('usr', 'Where am I?') },
      {
        type: 'thread.item.done',
        item: {
          type: 'client_tool_call',
          id: 'call',
          thread_id: 'thr_1',
          created_at: CREATED,
          status: 'pending',
          call_id: 'c1',
          name: 'locate',
          arguments: { precise: true },
        },
      },
    );
    stream.end();
    await vi.waitFor(() => expect(onClientTool).toHaveBeenCalledTimes(1));
    expect(onClientTool).toHaveBeenCalledWith({ name: 'locate', params: { precise: true } });
    await page.write('Hurry');
    page.press('Enter');
    expect(page.server.requests).toHaveLength(1);

    finish({ place: 'here' });
    await vi.waitFor(() => expect(page.server.requests).toHaveLength(2));
    expect(page.server.requests[1]?.params).toEqual({
      thread_id: 'thr_1',
      result: { place: 'here' },
    });
    answer.send({ type: 'thread.item.done', item: assistantMessage('msg', 'You are here.') });
    answer.end();
    await page.heard('response.end');
    expect(page.input.value).toBe('Hurry');
  });
});

describe('widgets', () => {
  const widget = (action: object) => ({
    type: 'widget',
    id: 'wid',
    thread_id: 'thr_1',
    created_at: CREATED,
    copy_text: 'One task',
    widget: {
      type: 'Card',
      children: [{ type: 'Button', label: 'Done', onClickAction: action }],
    },
  });

  it('send their actions to the server, with the item they belong to', async () => {
    page.serveThread([widget({ type: 'tasks.complete', payload: { task_id: 't' } })]);
    await page.open({ initialThread: 'thr_1' });
    await page.heard('thread.load.end');
    const stream = page.server.stream('threads.custom_action');
    page.button('Done').click();
    await vi.waitFor(() => expect(page.server.ofType('threads.custom_action')).toHaveLength(1));
    expect(page.server.ofType('threads.custom_action')[0]?.params).toEqual({
      thread_id: 'thr_1',
      item_id: 'wid',
      action: { type: 'tasks.complete', payload: { task_id: 't' } },
    });
    const replaced = widget({ type: 'x' });
    replaced.widget.children = [{ type: 'Text', value: 'All done' } as never];
    stream.send({ type: 'thread.item.replaced', item: replaced } as { type: string });
    stream.end();
    await vi.waitFor(() =>
      expect(page.find('[data-item-id=wid]')?.textContent).toContain('All done'),
    );
  });

  it("give the page's own actions to widgets.onAction", async () => {
    const item = widget({ type: 'open', payload: { id: 7 }, handler: 'client' });
    page.serveThread([item]);
    const onAction = vi.fn(async () => {});
    await page.open({ initialThread: 'thr_1', widgets: { onAction } });
    await page.heard('thread.load.end');
    page.button('Done').click();
    await vi.waitFor(() => expect(onAction).toHaveBeenCalledTimes(1));
    expect(onAction).toHaveBeenCalledWith(
      { type: 'open', payload: { id: 7 } },
      { id: 'wid', widget: item.widget },
    );
    expect(page.server.ofType('threads.custom_action')).toEqual([]);
  });
});

describe('other events', () => {
  it('tell of deep links, and of what this version does not know', async () => {
    page.serveThread([
      assistantMessage('msg', '[Open](chatkit-link://task?id=7)'),
      { type: 'hologram', id: 'new', thread_id: 'thr_1', created_at: CREATED },
    ]);
    await page.open({ initialThread: 'thr_1' });
    await page.heard('thread.load.end');
    await drawn();
    page.find('a')?.click();
    expect(details('deeplink')).toEqual([{ name: 'task', data: { id: '7' } }]);
    expect(page.find('[data-item-id=new]')?.textContent).toBe('This content cannot be shown here.');
    expect(details('log')).toContainEqual({ name: 'item.unknown', data: { type: 'hologram' } });

    const stream = page.server.stream('threads.add_user_message');
    await page.element.sendUserMessage({ text: 'Hello' });
    stream.send({ type: 'thread.item.sung' }, { type: 'thread.item.sung' }, delta('msg', 'x'));
    stream.end();
    await page.heard('response.end');
    const unknown = { name: 'event.unknown', data: { type: 'thread.item.sung' } };
    expect(
      details('log').filter((detail) => JSON.stringify(detail) === JSON.stringify(unknown)),
    ).toHaveLength(1);
  });
});
