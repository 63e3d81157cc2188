import { type UseChatKitReturn, useChatKit } from '@openai/chatkit-react';
import { useCallback, useRef, useState } from 'react';
import type { Client } from '../client';
import { type Route, threadIdOf, useRoute } from '../routing';
import type { Theme } from '../theme/theme';
import { menus } from './menus';
import { chatOptions } from './options';
import { clientTools } from './tools';
import { useSelection } from './useSelection';

const ELEMENT = 'openai-chatkit';

interface ConversationOptions {
  readonly client: Client;
  readonly theme: Theme;
  readonly onShowChats: (() => void) | null;
  readonly onShowTasks: (() => void) | null;
  /** Called when the list of threads may have changed. */
  readonly onActivity: () => void;
  /** Called when a task is to be shown: one that was clicked in a message, or that an agent opens. */
  readonly onTask: (taskId: string) => void;
  /** Called when the chat has changed tasks. */
  readonly onTasksChanged: () => void;
  /** Called when an answer has ended. */
  readonly onResponded: () => void;
}

export interface Conversation {
  readonly control: UseChatKitReturn['control'];
  readonly threadId: string | null;
  /** Whether an answer is being streamed. */
  readonly responding: boolean;
  /** Shows a thread, or a new chat, as a step of the browser's history. */
  readonly open: (threadId: string | null) => Promise<void>;
  /** The same in place of the present step. */
  readonly reopen: (threadId: string | null) => Promise<void>;
  readonly focusComposer: () => Promise<void>;
  /** Makes the element show what was changed behind its back. */
  readonly fetchUpdates: () => Promise<void>;
}

/** Ties the element to the address bar and to the panels beside it. */
export function useConversation(options: ConversationOptions): Conversation {
  const { client, theme, onShowChats, onShowTasks, onActivity, onTask } = options;
  const { onTasksChanged, onResponded } = options;
  const [responding, setResponding] = useState(false);
  /** The latest switch that the element was told of, until it has finished. */
  const switching = useRef<object | null>(null);
  const route = useRoute((threadId) => void show(threadId));
  const selection = useSelection();
  const [initialThread] = useState(route.threadId);

  const chat = useChatKit({
    ...chatOptions({ client, initialThread, scheme: theme.scheme, onShowChats, onShowTasks }),
    ...menus(
      client,
      ({ label, takes }) => void (takes === false ? send(label) : write(`${label} `)),
      ({ id, data }) => {
        if (data?.['type'] === 'chat') void open(id);
        if (data?.['type'] === 'task') onTask(id);
      },
    ),
    onClientTool: clientTools({ chooseTheme: theme.choose, selection }),
    // What a widget leaves to the page, the page leaves to the server.
    widgets: { onAction: (action, { id }) => sendCustomAction(action, id) },
    onReady: () => {
      // With a thread the element talks to the server by itself, and hears what it tells everybody.
      if (initialThread === null) void update();
    },
    onThreadChange: ({ threadId }) => {
      // While a switch is under way the element still tells of earlier ones.
      if (switching.current === null) followElement(route, threadId);
      onActivity();
    },
    onResponseStart: () => {
      setResponding(true);
      onActivity();
    },
    onResponseEnd: () => {
      setResponding(false);
      onActivity();
      onResponded();
    },
    onEffect: ({ name, data }) => {
      if (name === 'tasks.changed') onTasksChanged();
      if (name === 'tasks.open') onTask(String(data?.['task_id']));
    },
    onError: ({ error }) => console.error('chat:', error),
  });
  const { setThreadId, focusComposer, fetchUpdates, sendCustomAction } = chat;
  const { setComposerValue, sendUserMessage } = chat;

  const write = (text: string) =>
    tell('fill the composer', async () => {
      await setComposerValue({ text });
      await focusComposer();
    });

  /** Sends a message; where that cannot be now, it is left in the composer. */
  const send = (text: string) => sendUserMessage({ text }).catch(() => write(text));

  const show = useCallback(
    async (threadId: string | null) => {
      const own = {};
      switching.current = own;
      await tell('show the thread', () => setThreadId(threadId));
      if (switching.current === own) switching.current = null;
    },
    [setThreadId],
  );

  const { push, replace } = route;
  const open = useCallback(
    (threadId: string | null) => {
      push(threadId);
      return show(threadId);
    },
    [push, show],
  );
  const reopen = useCallback(
    (threadId: string | null) => {
      replace(threadId);
      return show(threadId);
    },
    [replace, show],
  );

  const focus = useCallback(() => tell('take the focus', focusComposer), [focusComposer]);
  const update = useCallback(() => tell('bring itself up to date', fetchUpdates), [fetchUpdates]);

  return {
    control: chat.control,
    threadId: route.threadId,
    responding,
    open,
    reopen,
    focusComposer: focus,
    fetchUpdates: update,
  };
}

/** Calls a method of the element, which has none until its script is here. It shows its errors. */
async function tell(deed: string, call: () => Promise<void>): Promise<void> {
  await customElements.whenDefined(ELEMENT);
  try {
    await call();
  } catch (error) {
    console.error(`chat: could not ${deed}:`, error);
  }
}

/** Shows in the address bar what the element has changed to by itself. */
function followElement(route: Route, threadId: string | null): void {
  const shown = threadIdOf(window.location.pathname);
  if (threadId === shown) return;
  // The blank page has become a thread, or the thread turned out not to exist: neither is a
  // step that Back should lead to.
  if (shown === null || threadId === null) route.replace(threadId);
  else route.push(threadId);
}
