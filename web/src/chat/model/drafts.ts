import type { Attachment } from '../../protocol';
import type { PlacedTag, TaggedText } from './tagged-text';

/** Where a draft belongs: a thread, or the thread that is yet to be. */
export type DraftKey = string | null;

/** What was composed and not sent. */
export interface Draft extends TaggedText {
  readonly quote: string | null;
  readonly attachments: readonly Attachment[];
  readonly toolId: string | null;
  readonly modelId: string | null;
}

const PREFIX = 'openai-chatkit:draft:';
const MAX_DRAFTS = 50;
/** Characters of one draft as it is stored. */
const MAX_LENGTH = 100_000;

/** The places of the elements that are on the page: each has a new chat of its own. */
const places: (Drafts | undefined)[] = [];

/**
 * What was composed and not sent, per server and thread.
 *
 * The draft of a thread is kept by the browser, that of a new chat by the tab: two tabs start two
 * chats. Where the page may not store anything, drafts live as long as the page.
 */
export class Drafts {
  /** What could not be stored. */
  readonly #memory = new Map<string, string>();
  /** Tells the drafts for one server from those for another. */
  scope = '';
  #place = 0;

  /** Takes the first free place on the page, so that a reload finds the same one. */
  enter(): void {
    const free = places.indexOf(undefined);
    this.#place = free === -1 ? places.length : free;
    places[this.#place] = this;
  }

  leave(): void {
    if (places[this.#place] === this) places[this.#place] = undefined;
  }

  get(key: DraftKey): Draft | null {
    const name = this.#name(key);
    const stored = attempt(() => storageOf(key).getItem(name)) ?? this.#memory.get(name);
    return stored === undefined ? null : (parse(stored)?.draft ?? null);
  }

  /** Keeps a draft. Nothing at all, or null, takes away what was kept. */
  set(key: DraftKey, draft: Draft | null): void {
    const name = this.#name(key);
    this.#memory.delete(name);
    if (draft === null || isBlank(draft)) {
      attempt(() => storageOf(key).removeItem(name));
      return;
    }
    const stored = JSON.stringify({ draft, at: Date.now() });
    const isStored = attempt(() => {
      const storage = storageOf(key);
      if (stored.length > MAX_LENGTH) {
        storage.removeItem(name);
        return false;
      }
      if (storage.getItem(name) === null) makeRoom(storage);
      storage.setItem(name, stored);
      return true;
    });
    if (!isStored) this.#memory.set(name, stored);
  }

  /** @returns A function that takes the draft away, if it is still the same then. */
  sending(key: DraftKey): () => void {
    const same = () => JSON.stringify(this.get(key));
    const before = same();
    return () => {
      if (same() === before) this.set(key, null);
    };
  }

  /** Tells what this element keeps for this server from what any other on the page does. */
  get slot(): string {
    return `${this.scope}:${this.#place}`;
  }

  #name(key: DraftKey): string {
    return `${PREFIX}${this.scope}:${key ?? `new-${this.#place}`}`;
  }
}

function storageOf(key: DraftKey): Storage {
  return key === null ? sessionStorage : localStorage;
}

/** Forgets the oldest drafts, so that there is room for one more. */
function makeRoom(storage: Storage): void {
  const names = Object.keys(storage).filter((name) => name.startsWith(PREFIX));
  if (names.length < MAX_DRAFTS) return;
  const age = (name: string) => parse(storage.getItem(name) ?? '')?.at ?? 0;
  const oldest = names.sort((a, b) => age(a) - age(b));
  for (const name of oldest.slice(0, names.length - MAX_DRAFTS + 1)) storage.removeItem(name);
}

function isBlank({ text, quote, attachments, toolId }: Draft): boolean {
  return text === '' && quote === null && attachments.length === 0 && toolId === null;
}

/** Reads what may have been written by another version, or by anybody. */
function parse(stored: string): { draft: Draft; at: number } | null {
  let value: unknown;
  try {
    value = JSON.parse(stored);
  } catch {
    return null;
  }
  const { draft, at } = (value ?? {}) as { draft?: Partial<Draft>; at?: unknown };
  if (typeof draft?.text !== 'string' || typeof at !== 'number') return null;
  const { text, tags, attachments } = draft;
  return {
    draft: {
      text,
      tags: Array.isArray(tags) && areTags(tags, text.length) ? tags : [],
      quote: stringOrNull(draft.quote),
      attachments: Array.isArray(attachments) ? attachments.filter(isAttachment) : [],
      toolId: stringOrNull(draft.toolId),
      modelId: stringOrNull(draft.modelId),
    },
    at,
  };
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function areTags(tags: readonly Partial<PlacedTag>[], length: number): boolean {
  let done = 0;
  return tags.every((placed) => {
    const { start, end, tag } = placed ?? {};
    if (typeof start !== 'number' || typeof end !== 'number' || typeof tag?.id !== 'string') {
      return false;
    }
    const isPlaced = done <= start && start < end && end <= length;
    done = end;
    return isPlaced;
  });
}

function isAttachment(value: Partial<Attachment> | null): boolean {
  return typeof value?.id === 'string' && typeof value.name === 'string';
}

/** A sandboxed page has no storage, and a full one takes nothing: the memory has to do. */
export function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
