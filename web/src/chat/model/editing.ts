import type { UserMessageItem } from '../../protocol';
import { Observable } from '../../state';
import type { Chat } from './chat';
import { contentOf, type TaggedText, trimmed } from './tagged-text';

/** Changing what was sent: in place, and then in a branch of the thread. */
export class Editing {
  /** The message that is being edited in the place where it stands. */
  readonly itemId = new Observable<string | null>(null);
  readonly #chat: Chat;

  constructor(chat: Chat) {
    this.#chat = chat;
  }

  /** Whether the server can make branches: otherwise a message is edited by writing it again. */
  get canBranch(): boolean {
    return this.#chat.client.supports('x.threads.branch');
  }

  /** Edits a message of the user. */
  start(item: UserMessageItem): void {
    if (this.canBranch) {
      this.itemId.set(item.id);
      return;
    }
    this.#chat.fillComposer({
      content: item.content,
      reply: item.quoted_text ?? '',
      attachments: item.attachments ?? [],
    });
    this.#chat.composer.input?.focus();
  }

  /**
   * Edits the last message that the user sent.
   *
   * @returns False when there is none, or the thread takes no messages.
   */
  startLast(): boolean {
    const { thread } = this.#chat.session.current.value.state.value;
    if ((thread.meta?.status?.type ?? 'active') !== 'active') return false;
    const item = thread.entries.findLast(
      (entry) => entry.item.type === 'user_message' && entry.status === 'done',
    )?.item;
    if (item?.type !== 'user_message') return false;
    this.start(item);
    return true;
  }

  /** Leaves the message as it is. */
  cancel(): void {
    this.itemId.set(null);
  }

  /** Sends the edited message in a branch; rejects when the server did not take it. */
  async send(item: UserMessageItem, written: TaggedText): Promise<void> {
    this.itemId.set(null);
    const { tool_choice: tool, model } = item.inference_options ?? {};
    await this.#chat.session.branch(item.id, {
      content: contentOf(trimmed(written)),
      ...(item.attachments?.length ? { attachments: item.attachments } : {}),
      ...(item.quoted_text ? { quotedText: item.quoted_text } : {}),
      ...(tool ? { toolId: tool.id } : {}),
      ...(model === undefined ? {} : { model }),
    });
  }
}

/** The words of a message, its tags as what they show. */
export function textOf(item: UserMessageItem): string {
  return item.content.map((part) => part.text).join('');
}
