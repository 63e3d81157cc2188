import { useCallback } from 'preact/hooks';
import { useChat } from '../context';
import type { Chat } from '../model';
import { type Command, commandOf } from './shortcuts';

/** Hears the keys of the whole chat, after everything in it that has use for them. */
export function useShortcuts(): (event: KeyboardEvent) => void {
  const chat = useChat();
  return useCallback(
    (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (command ? !isPossible(command, chat) : !editsLast(event, chat)) return;
      event.preventDefault();
      if (command === null) return;
      if (command === 'stop') {
        void chat.session.current.value.stop();
        return;
      }
      const root = event.currentTarget as HTMLElement;
      const path = event.composedPath();
      import('../later').then(
        ({ runCommand }) => runCommand(command, chat, root, path),
        (error: Error) => chat.emit({ type: 'error', error }),
      );
    },
    [chat],
  );
}

/** Whether there is something to do: otherwise the key is the page's. */
function isPossible(command: Command, chat: Chat): boolean {
  if (command === 'history') return chat.options.value.history?.enabled !== false;
  if (command !== 'stop') return true;
  const { activity, thread } = chat.session.current.value.state.value;
  return activity !== 'idle' && activity !== 'acting' && thread.allowCancel;
}

/** Up in an empty message field goes back to what was written last. */
function editsLast(event: KeyboardEvent, chat: Chat): boolean {
  const { input, state } = chat.composer;
  const { text, attachments } = state.value;
  const isPlain = !(event.shiftKey || event.altKey || event.ctrlKey || event.metaKey);
  return (
    event.key === 'ArrowUp' &&
    isPlain &&
    !event.isComposing &&
    !event.defaultPrevented &&
    event.composedPath()[0] === input &&
    text === '' &&
    attachments.length === 0 &&
    chat.editing.startLast()
  );
}
