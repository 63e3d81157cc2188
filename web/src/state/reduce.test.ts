import { describe, expect, it } from 'vitest';
import type { ThreadItem, ThreadItemUpdate, ThreadStreamEvent } from '../protocol';
import {
  assistantMessage,
  CREATED,
  delta,
  thread,
  userMessage,
} from '../protocol/testing/fake-server';
import { lastUserMessageId, reduce } from './reduce';
import {
  addPending,
  EMPTY_THREAD,
  settle,
  syncNewest,
  type ThreadState,
  truncateAfter,
} from './thread';

const play = (events: readonly ThreadStreamEvent[], from: ThreadState = EMPTY_THREAD) =>
  events.reduce(reduce, from);

const itemsOf = (state: ThreadState) => state.entries.map((entry) => entry.item);
const idsOf = (state: ThreadState) => itemsOf(state).map((item) => item.id);

const base = { thread_id: 'thr_1', created_at: CREATED };
const added = (item: ThreadItem): ThreadStreamEvent => ({ type: 'thread.item.added', item });
const done = (item: ThreadItem): ThreadStreamEvent => ({ type: 'thread.item.done', item });
const updated = (item_id: string, update: ThreadItemUpdate): ThreadStreamEvent => ({
  type: 'thread.item.updated',
  item_id,
  update,
});

const widget = (value: string): ThreadItem => ({
  ...base,
  type: 'widget',
  id: 'wid',
  widget: { type: 'Card', children: [{ type: 'Text', id: 't', value }] },
});
const workflow: ThreadItem = {
  ...base,
  type: 'workflow',
  id: 'flow',
  workflow: { type: 'custom', tasks: [] },
};
const image: ThreadItem = { ...base, type: 'generated_image', id: 'img' };
const part = (text: string) => ({ type: 'output_text' as const, text, annotations: [] });

/** A whole response with every event and every update of the protocol. */
const RESPONSE: readonly ThreadStreamEvent[] = [
  { type: 'thread.created', thread: thread('thr_1') },
  done(userMessage('usr', 'Hello')),
  { type: 'stream_options', stream_options: { allow_cancel: false } },
  { type: 'progress_update', icon: 'search', text: 'Searching' },
  added(workflow),
  updated('flow', {
    type: 'workflow.task.added',
    task_index: 0,
    task: { type: 'thought', content: 'Hm' },
  }),
  updated('flow', {
    type: 'workflow.task.updated',
    task_index: 0,
    task: { type: 'thought', content: 'Hm, yes' },
  }),
  added(assistantMessage('msg', '')),
  updated('msg', {
    type: 'assistant_message.content_part.added',
    content_index: 0,
    content: part(''),
  }),
  delta('msg', 'Hello '),
  delta('msg', 'you'),
  updated('msg', {
    type: 'assistant_message.content_part.annotation_added',
    content_index: 0,
    annotation_index: 0,
    annotation: { type: 'annotation', source: { type: 'url', title: 'A', url: 'https://a.test' } },
  }),
  updated('msg', {
    type: 'assistant_message.content_part.done',
    content_index: 0,
    content: part('Hello you!'),
  }),
  done(assistantMessage('msg', 'Hello you!')),
  added(widget('')),
  updated('wid', {
    type: 'widget.streaming_text.value_delta',
    component_id: 't',
    delta: 'Milk',
    done: false,
  }),
  updated('wid', {
    type: 'widget.component.updated',
    component_id: 't',
    component: { type: 'Text', id: 't', value: 'Bread' },
  }),
  updated('wid', { type: 'widget.root.updated', widget: { type: 'Card', children: [] } }),
  done(widget('Eggs')),
  added(image),
  updated('img', {
    type: 'generated_image.updated',
    image: { id: 'i', url: 'https://a.test/i.png' },
    progress: 0.5,
  }),
  { type: 'thread.item.replaced', item: widget('Flour') },
  { type: 'thread.item.removed', item_id: 'img' },
  { type: 'client_effect', name: 'tasks.changed', data: {} },
  { type: 'notice', level: 'info', message: 'Nearly there' },
  { type: 'thread.updated', thread: thread('thr_1', 'Greetings') },
  { type: 'error', code: 'custom', message: 'Enough', allow_retry: true },
];

describe('reduce', () => {
  it('takes in a whole response', () => {
    const state = play(RESPONSE);
    expect(idsOf(state)).toEqual(['usr', 'flow', 'msg', 'wid']);
    expect(itemsOf(state)[1]).toMatchObject({
      workflow: { tasks: [{ type: 'thought', content: 'Hm, yes' }] },
    });
    expect(itemsOf(state)[2]).toMatchObject({ content: [{ text: 'Hello you!' }] });
    expect(itemsOf(state)[3]).toMatchObject({ widget: { children: [{ value: 'Flour' }] } });
    expect(state.meta?.title).toBe('Greetings');
    expect(state.allowCancel).toBe(false);
    expect(state.notices).toHaveLength(1);
    expect(state.failure).toEqual({
      code: 'custom',
      message: 'Enough',
      requestId: null,
      status: 0,
      retryAt: null,
      retry: { type: 'rerun', itemId: 'usr' },
    });
  });

  it('ends in the same items when the stream is replayed, from any of its prefixes', () => {
    const whole = itemsOf(play(RESPONSE));
    for (let length = 0; length <= RESPONSE.length; length += 1) {
      expect(itemsOf(play(RESPONSE, play(RESPONSE.slice(0, length))))).toEqual(whole);
    }
  });

  it('changes nothing that it was given', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        Object.values(value).forEach(freeze);
      }
      return value;
    };
    let state = freeze(EMPTY_THREAD);
    for (const event of RESPONSE) state = freeze(reduce(state, freeze(event)));
    expect(state.entries).toHaveLength(4);
  });

  it('builds a message from its deltas', () => {
    const state = play([
      added(assistantMessage('msg', '')),
      delta('msg', 'Good '),
      delta('msg', 'day'),
    ]);
    expect(itemsOf(state)[0]).toMatchObject({ content: [{ text: 'Good day' }] });
    expect(state.entries[0]?.status).toBe('open');
  });

  it('makes the parts that a delta skips', () => {
    const state = play([
      added(assistantMessage('msg', '')),
      updated('msg', {
        type: 'assistant_message.content_part.text_delta',
        content_index: 2,
        delta: 'third',
      }),
    ]);
    expect(itemsOf(state)[0]).toMatchObject({
      content: [{ text: '' }, { text: '' }, { text: 'third' }],
    });
  });

  it('ignores an update of an unknown item, and one that is meant for another type', () => {
    const state = play([done(userMessage('usr', 'Hello'))]);
    expect(reduce(state, delta('nobody', 'x'))).toBe(state);
    expect(reduce(state, delta('usr', 'x'))).toBe(state);
  });

  it('ignores an update of a type that does not exist yet', () => {
    const state = play([added(assistantMessage('msg', 'a'))]);
    const update = { type: 'assistant_message.sung' } as unknown as ThreadItemUpdate;
    expect(reduce(state, updated('msg', update))).toBe(state);
  });

  it('ignores a late delta of a message that is final', () => {
    const state = play([done(assistantMessage('msg', 'All of it'))]);
    expect(reduce(state, delta('msg', ' and more'))).toBe(state);
  });

  it('replaces an item in its place when a snapshot adds it again', () => {
    const state = play([
      added(assistantMessage('one', 'Half')),
      added(assistantMessage('two', 'Later')),
      added(assistantMessage('one', 'Half of it')),
    ]);
    expect(idsOf(state)).toEqual(['one', 'two']);
    expect(itemsOf(state)[0]).toMatchObject({ content: [{ text: 'Half of it' }] });
  });

  it("gives the page's own message its id without changing its key", () => {
    const pending = addPending(EMPTY_THREAD, userMessage('local', 'Hello'));
    const state = reduce(pending, done(userMessage('usr', 'Hello')));
    expect(state.entries).toEqual([
      { key: 'local', item: userMessage('usr', 'Hello'), status: 'done' },
    ]);
    expect(lastUserMessageId(state)).toBe('usr');
  });

  it('takes the progress line away when something comes of it', () => {
    const searching: ThreadStreamEvent = { type: 'progress_update', text: 'Searching' };
    expect(play([searching]).progress?.text).toBe('Searching');
    expect(play([searching, added(assistantMessage('msg', ''))]).progress).toBeNull();
    expect(play([searching, done(widget(''))]).progress).toBeNull();
  });

  it('shows a notice once, however often it is said', () => {
    const notice: ThreadStreamEvent = { type: 'notice', level: 'info', message: 'Nearly full' };
    expect(play([notice, notice]).notices).toHaveLength(1);
    expect(play([notice, { ...notice, title: 'Storage' }]).notices).toHaveLength(2);
  });

  it('offers no retry where the server says that it would not help', () => {
    expect(play([{ type: 'error', message: 'No' }]).failure?.retry).toBeNull();
  });
});

describe('settle', () => {
  it('makes what is open final, and drops a message without a word', () => {
    const state = settle(
      play([added(assistantMessage('one', 'Half')), added(assistantMessage('two', ''))]),
    );
    expect(state.entries.map(({ item, status }) => [item.id, status])).toEqual([['one', 'done']]);
  });
});

describe('truncateAfter', () => {
  it('drops what comes after an item', () => {
    expect(idsOf(truncateAfter(play(RESPONSE), 'usr'))).toEqual(['usr']);
  });
});

describe('syncNewest', () => {
  const loaded = play([
    done(userMessage('a', 'a')),
    done(userMessage('b', 'b')),
    done(userMessage('c', 'c')),
  ]);

  it('takes in what changed, came and went, and keeps what is older', () => {
    const fresh = [userMessage('d', 'd'), userMessage('b', 'B')];
    const state = syncNewest(loaded, fresh, false);
    expect(idsOf(state)).toEqual(['a', 'b', 'd']);
    expect(itemsOf(state)[1]).toMatchObject({ content: [{ text: 'B' }] });
  });

  it('drops what is older than the beginning of the thread', () => {
    expect(idsOf(syncNewest(loaded, [userMessage('c', 'c')], true))).toEqual(['c']);
  });

  it('keeps a message that failed, and drops one on its way that has arrived', () => {
    const pending = addPending(loaded, userMessage('local', 'd'));
    expect(idsOf(syncNewest(pending, [userMessage('c', 'c')], false))).toContain('local');
    const arrived = [userMessage('d', 'd'), userMessage('c', 'c')];
    expect(idsOf(syncNewest(pending, arrived, false))).toEqual(['a', 'b', 'c', 'd']);
  });
});
