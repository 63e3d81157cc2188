import { ChatKitError, type UserMessageItem } from '../protocol';

interface Waiting {
  readonly item: UserMessageItem;
  readonly sent: () => void;
  readonly failed: (error: ChatKitError) => void;
}

/** Messages that were written while the device was offline, in the order in which they go out. */
export class Outbox {
  readonly #onChange: () => void;
  /** Those that are still to go out. */
  #waiting: Waiting[] = [];
  /** Those that the server has not taken yet, whether that was tried or not. */
  #unsent: UserMessageItem[] = [];

  /** @param onChange Called when other messages are unsent than before. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** What would be lost if it was not kept elsewhere, in order. */
  get unsent(): readonly UserMessageItem[] {
    return this.#unsent;
  }

  /** @returns Once the server took the message; rejects if it did not, or it was taken out again. */
  add(item: UserMessageItem): Promise<void> {
    return new Promise((sent, failed) => {
      this.#waiting.push({ item, sent, failed });
      this.#unsent = [...this.#unsent, item];
      this.#onChange();
    });
  }

  next(): Waiting | undefined {
    return this.#waiting.shift();
  }

  /** The server has a message, or it is not to be sent any more. */
  settle(key: string): void {
    if (!this.#unsent.some(({ id }) => id === key)) return;
    this.#unsent = this.#unsent.filter(({ id }) => id !== key);
    this.#onChange();
  }

  /** Takes a message out, to be edited. */
  discard(key: string): void {
    const taken = this.#waiting.find(({ item }) => item.id === key);
    this.#waiting = this.#waiting.filter((waiting) => waiting !== taken);
    this.settle(key);
    taken?.failed(new ChatKitError('discarded', 'The message was taken back before it was sent.'));
  }

  /** Takes everything out: there is nowhere to send it to any more. */
  clear(): void {
    for (const { id } of this.#unsent) this.discard(id);
  }
}
