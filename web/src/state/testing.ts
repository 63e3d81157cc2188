import { customTransport, ProtocolClient } from '../protocol';
import { assistantMessage, FakeServer, thread, userMessage } from '../protocol/testing/fake-server';
import type { Queued } from './conversation-state';
import type { ClientToolHandler, SessionEvent } from './environment';
import { Session } from './session';

/** A session, the server it talks to, and what a page hears of it. */
export class Desk {
  readonly server = new FakeServer();
  readonly events: SessionEvent[] = [];
  readonly session: Session;
  clientTool: ClientToolHandler | undefined;
  online = true;
  /** What the page does with an event. */
  onEvent: ((event: SessionEvent) => void) | undefined;
  /** What the page would keep over a reload. */
  kept: readonly Queued[] = [];
  /** How often the thread that was shown turned out to be deleted. */
  gone = 0;

  constructor() {
    const transport = customTransport('/chatkit', this.server.fetch);
    this.session = new Session({
      client: new ProtocolClient({ transport: () => transport, locale: () => 'en' }),
      emit: (event) => {
        this.events.push(event);
        this.onEvent?.(event);
      },
      onThreadGone: () => {
        this.gone += 1;
      },
      onQueueChange: () => {
        this.kept = this.session.queued();
      },
      isOnline: () => this.online,
      clientTool: () => this.clientTool,
    });
  }

  get state() {
    return this.session.current.value.state.value;
  }

  get shown() {
    return this.state.thread.entries;
  }

  /** What each entry says; its type where it says nothing. */
  texts(): string[] {
    return this.shown.map(({ item }) =>
      item.type === 'user_message' || item.type === 'assistant_message'
        ? item.content.map((part) => part.text).join('')
        : item.type,
    );
  }

  heard(): string[] {
    return this.events.map((event) => event.type).filter((type) => type !== 'log');
  }

  /** Serves a thread with these items, oldest first. */
  serveThread(items: readonly { id: string }[], title?: string): void {
    this.server.on('threads.get_by_id', ({ params }) => thread(params.thread_id, title));
    this.server.on('items.list', ({ params }) => {
      if (params.order !== 'desc') throw new Error('A thread is read from its newest end.');
      const newest = items.toReversed();
      const start = params.after ? newest.findIndex((item) => item.id === params.after) + 1 : 0;
      const data = newest.slice(start, start + params.limit);
      return { data, has_more: start + data.length < newest.length, after: data.at(-1)?.id };
    });
  }
}

export const text = (value: string) => ({
  content: [{ type: 'input_text' as const, text: value }],
});

export const created = { type: 'thread.created', thread: thread('thr_1') };

export const userDone = (id: string, value: string) => ({
  type: 'thread.item.done',
  item: userMessage(id, value),
});

export const added = (id: string) => ({
  type: 'thread.item.added',
  item: assistantMessage(id, ''),
});

export const done = (id: string, value: string) => ({
  type: 'thread.item.done',
  item: assistantMessage(id, value),
});
