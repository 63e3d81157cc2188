import { itemsToText } from '../copy/text';
import { selectedPassage } from '../items/selection';
import { type Chat, copyMarkdown } from '../model';
import type { Command } from './shortcuts';

/**
 * Does what a shortcut stands for, as far as there is something to do.
 *
 * @param root The element in which all of the chat is.
 * @param path Where the key was pressed, from the inside out.
 */
export function runCommand(
  command: Exclude<Command, 'stop'>,
  chat: Chat,
  root: HTMLElement,
  path: readonly EventTarget[],
): void {
  switch (command) {
    case 'help':
      chat.helpOpen.set(true);
      return;
    case 'new':
      chat.open(null);
      chat.composer.input?.focus();
      return;
    case 'history':
      chat.setHistoryOpen(!chat.historyOpen.value);
      return;
    case 'compose':
      chat.setHistoryOpen(false);
      chat.composer.input?.focus();
      return;
    case 'copy':
      copyLastAnswer(chat);
      return;
    case 'edit':
      chat.editing.startLast();
      return;
    case 'latest':
      scrollToEnd(root);
      return;
    case 'next':
    case 'previous':
      moveFocus(root, path, command === 'next' ? 1 : -1);
      return;
    case 'quote':
      quote(chat, root);
      return;
    default:
      command satisfies never;
  }
}

/** What the assistant said since the last message of the user. */
function lastAnswer(chat: Chat): string {
  const { entries } = chat.session.current.value.state.value.thread;
  const start = entries.findLastIndex(({ item }) => item.type === 'user_message') + 1;
  return itemsToText(entries.slice(start).map(({ item }) => item));
}

function copyLastAnswer(chat: Chat): void {
  const text = lastAnswer(chat);
  if (text === '') return;
  void copyMarkdown(text).then((copied) => chat.notice.set(copied ? 'message.copied' : null));
}

function scrollToEnd(root: HTMLElement): void {
  const thread = root.querySelector('.ck-thread');
  thread?.scrollTo?.({ top: thread.scrollHeight });
}

/** Moves the focus to the message before or after the one that it is in. */
function moveFocus(root: HTMLElement, path: readonly EventTarget[], step: 1 | -1): void {
  const turns = [...root.querySelectorAll<HTMLElement>('[data-turn]')];
  const at = turns.findIndex((turn) => path.includes(turn));
  // From elsewhere, back goes to the last one: it is what the reader looks at.
  const next = at < 0 ? (step > 0 ? 0 : turns.length - 1) : at + step;
  const turn = turns[Math.min(turns.length - 1, Math.max(0, next))];
  turn?.focus({ preventScroll: true });
  turn?.scrollIntoView?.({ block: step > 0 ? 'start' : 'nearest' });
}

function quote(chat: Chat, root: HTMLElement): void {
  const passage = selectedPassage(root.getRootNode() as ShadowRoot);
  const text = passage?.text ?? lastAnswer(chat);
  if (text === '') return;
  chat.composer.set({ quote: text });
  chat.composer.input?.focus();
}
