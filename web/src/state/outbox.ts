import { ChatKitError, type UserMessageItem } from '../protocol';

/** A message that the server has not confirmed to have. */
export interface Unsent {
  readonly item: UserMessageItem;
  /** A request with it went out, so that the server may have it after all. */
  readonly tried: boolean;
}

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
  #unsent: readonly Unsent[] = [];

  /** @param onChange Called when other messages are unsent, or were tried, than before. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** What would be lost if it was not kept elsewhere, in order. */
  get unsent(): readonly Unsent[] {
    return this.#unsent;
  }

  /** @returns Once the server took the message; rejects if it did not, or it was taken out again. */
  add(item: UserMessageItem): Promise<void> {
    return new Promise((sent, failed) => {
      this.#waiting.push({ item, sent, failed });
      this.#keep({ item, tried: false });
    });
  }

  /** Keeps a message that does not go out by itself: its sending was tried already. */
  addTried(item: UserMessageItem): void {
    this.#keep({ item, tried: true });
  }

  /** Takes out the next that is to be sent now. What becomes of it is not known if the page ends. */
  next(): Waiting | undefined {
    const next = this.#waiting.shift();
    if (next) {
      this.#unsent = this.#unsent.map((unsent) =>
        unsent.item === next.item ? { ...unsent, tried: true } : unsent,
      );
      this.#onChange();
    }
    return next;
  }

  /**
   * Puts back what was taken out: the server would not look at it yet.
   *
   * @returns False where it is not to be sent any more.
   */
  putBack(waiting: Waiting): boolean {
    if (!this.#unsent.some(({ item }) => item === waiting.item)) return false;
    this.#waiting.unshift(waiting);
    this.#unsent = this.#unsent.map((unsent) =>
      unsent.item === waiting.item ? { ...unsent, tried: false } : unsent,
    );
    this.#onChange();
    return true;
  }

  /** The server has a message, or it is not to be sent any more. */
  settle(key: string): void {
    const left = this.#unsent.filter(({ item }) => item.id !== key);
    if (left.length === this.#unsent.length) return;
    this.#unsent = left;
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
    for (const { item } of this.#unsent) this.discard(item.id);
  }

  #keep(unsent: Unsent): void {
    this.#unsent = [...this.#unsent, unsent];
    this.#onChange();
  }
}
