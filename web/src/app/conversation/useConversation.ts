import { type UseChatKitReturn, useChatKit } from '@openai/chatkit-react';
import { useCallback, useRef, useState } from 'react';
import { type Route, threadIdOf, useRoute } from '../routing';
import type { Scheme } from '../theme/theme';
import { chatOptions } from './options';

const ELEMENT = 'openai-chatkit';

interface ConversationOptions {
  readonly scheme: Scheme;
  readonly onShowChats: (() => void) | null;
  readonly onShowTasks: (() => void) | null;
  /** Called when the list of threads may have changed. */
  readonly onActivity: () => void;
  /** Called when the chat may have changed tasks. */
  readonly onTasksChanged: () => void;
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
  const { scheme, onShowChats, onShowTasks, onActivity, onTasksChanged } = options;
  const [responding, setResponding] = useState(false);
  /** Switches that the element was told of and has not finished. */
  const switching = useRef(0);
  const route = useRoute((threadId) => void show(threadId));
  const [initialThread] = useState(route.threadId);

  const chat = useChatKit({
    ...chatOptions({ initialThread, scheme, onShowChats, onShowTasks }),
    onThreadChange: ({ threadId }) => {
      // While a switch is under way the element still tells of earlier ones.
      if (switching.current === 0) followElement(route, threadId);
      onActivity();
    },
    onResponseStart: () => {
      setResponding(true);
      onActivity();
    },
    onResponseEnd: () => {
      setResponding(false);
      onActivity();
      onTasksChanged();
    },
    onEffect: ({ name }) => {
      if (name === 'tasks.changed') onTasksChanged();
    },
    onError: ({ error }) => console.error('chat:', error),
  });
  const { setThreadId, focusComposer, fetchUpdates } = chat;

  const show = useCallback(
    async (threadId: string | null) => {
      switching.current += 1;
      try {
        // Until its script is here the element has no methods.
        await customElements.whenDefined(ELEMENT);
        await setThreadId(threadId);
      } catch (error) {
        console.error('chat: the thread could not be shown', error);
      } finally {
        switching.current -= 1;
      }
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

  const update = useCallback(async () => {
    try {
      await fetchUpdates();
    } catch (error) {
      console.error('chat: the thread could not be brought up to date', error);
    }
  }, [fetchUpdates]);

  return {
    control: chat.control,
    threadId: route.threadId,
    responding,
    open,
    reopen,
    focusComposer,
    fetchUpdates: update,
  };
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
