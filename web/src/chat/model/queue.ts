import { asItem, type BranchPoint } from '../../protocol';
import type { Queued, Unsent } from '../../state';
import { attempt } from './drafts';

const PREFIX = 'openai-chatkit:queue:';
/** Messages that are kept: the oldest, which go out first. */
const MAX_MESSAGES = 100;
/** Characters of all of them as they are stored. */
const MAX_LENGTH = 1_000_000;

/**
 * The messages that wait for the network, kept over a reload.
 *
 * They are kept by the tab: two tabs that had the same ones would send them twice. Where the page may
 * not store anything, or there is too much of it, they live as long as the page.
 */
export class KeptQueue {
  readonly #slot: () => string;

  /** @param slot Tells the queue of this element and server from others. */
  constructor(slot: () => string) {
    this.#slot = slot;
  }

  get(): readonly Queued[] {
    const stored = attempt(() => sessionStorage.getItem(this.#name));
    return stored ? parse(stored) : [];
  }

  set(queued: readonly Queued[]): void {
    let room = MAX_MESSAGES;
    const kept: Queued[] = [];
    for (const group of queued) {
      const messages = group.messages.slice(0, room);
      room -= messages.length;
      if (messages.length > 0) kept.push({ ...group, messages });
    }
    const stored = JSON.stringify(kept);
    attempt(() => {
      if (kept.length === 0 || stored.length > MAX_LENGTH) sessionStorage.removeItem(this.#name);
      else sessionStorage.setItem(this.#name, stored);
    });
  }

  get #name(): string {
    return `${PREFIX}${this.#slot()}`;
  }
}

/** Reads what may have been written by another version, or by anybody. */
function parse(stored: string): readonly Queued[] {
  let value: unknown;
  try {
    value = JSON.parse(stored);
  } catch {
    return [];
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((group: Partial<Queued> | null): Queued[] => {
    if (!Array.isArray(group?.messages)) return [];
    const messages = group.messages.flatMap(parseMessage).slice(0, MAX_MESSAGES);
    const threadId = typeof group.threadId === 'string' ? group.threadId : null;
    const origin = isBranchPoint(group.origin) ? group.origin : null;
    return messages.length > 0 ? [{ threadId, origin, messages }] : [];
  });
}

function parseMessage(value: Partial<Unsent> | null): readonly Unsent[] {
  const item = asItem(value?.item);
  if (item?.type !== 'user_message' || !Array.isArray(item.content)) return [];
  // What is not known to have stayed here may be there.
  return [{ item, tried: value?.tried !== false }];
}

function isBranchPoint(value: Partial<BranchPoint> | null | undefined): value is BranchPoint {
  return typeof value?.thread_id === 'string' && typeof value.item_id === 'string';
}
