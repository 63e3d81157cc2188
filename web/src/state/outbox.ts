import { ChatKitError, type UserMessageItem } from '../protocol';

interface Waiting {
  readonly item: UserMessageItem;
  readonly sent: () => void;
  readonly failed: (error: ChatKitError) => void;
}

/** Messages that were written while the device was offline, in the order in which they go out. */
export class Outbox {
  #waiting: Waiting[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** @returns Once the server took the message; rejects if it did not, or it was taken out again. */
  add(item: UserMessageItem): Promise<void> {
    return new Promise((sent, failed) => {
      this.#waiting.push({ item, sent, failed });
    });
  }

  next(): Waiting | undefined {
    return this.#waiting.shift();
  }

  /** Takes a message out, to be edited. */
  discard(key: string): void {
    const taken = this.#waiting.find(({ item }) => item.id === key);
    this.#waiting = this.#waiting.filter((waiting) => waiting !== taken);
    taken?.failed(new ChatKitError('discarded', 'The message was taken back before it was sent.'));
  }
}
