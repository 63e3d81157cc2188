import type { Entity, StartScreenPrompt } from '@openai/chatkit';
import type { UserMessageContent } from '../../protocol';

/** Content as a page may write it: a tag's data may be left out. */
export type LooseContent = Exclude<StartScreenPrompt['prompt'], string>[number];

/** An entity in the text; what it is called there is the text it covers. */
export interface Tag {
  readonly id: string;
  readonly group?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly interactive?: boolean;
  readonly icon?: string;
}

/** Where a tag is: from `start` up to, not including, `end`. Tags never overlap. */
export interface PlacedTag {
  readonly start: number;
  readonly end: number;
  readonly tag: Tag;
}

export interface TaggedText {
  readonly text: string;
  /** In the order of the text. */
  readonly tags: readonly PlacedTag[];
}

/** A change of a text: `removed` characters at `start` gave way to `inserted` ones. */
export interface Edit {
  readonly start: number;
  readonly removed: number;
  readonly inserted: number;
}

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Tags after an edit, and what is left of those that it cut into. */
export interface Followed {
  readonly tags: readonly PlacedTag[];
  readonly remains: readonly TextRange[];
}

export const NO_TEXT: TaggedText = { text: '', tags: [] };

/** One entity as a text. */
export function tagOf(entity: Entity): TaggedText {
  const { title, ...tag } = entity;
  return { text: title, tags: [{ start: 0, end: title.length, tag }] };
}

/** The entity that a tag stands for. */
export function entityOf(text: string, { start, end, tag }: PlacedTag): Entity {
  const { data, ...rest } = tag;
  return {
    title: text.slice(start, end),
    ...rest,
    ...(data === undefined ? {} : { data: data as Record<string, string> }),
  };
}

export function taggedText(content: readonly LooseContent[]): TaggedText {
  return content.reduce<TaggedText>((before, part) => {
    const { type, text, ...tag } = { id: '', ...part };
    const isTag = type === 'input_tag' && text !== '';
    return join(before, { text, tags: isTag ? [{ start: 0, end: text.length, tag }] : [] });
  }, NO_TEXT);
}

/** The text as the protocol has it: its plain parts and its tags in order. */
export function contentOf({ text, tags }: TaggedText): UserMessageContent[] {
  const parts: UserMessageContent[] = [];
  let done = 0;
  const plain = (end: number) => {
    if (end > done) parts.push({ type: 'input_text', text: text.slice(done, end) });
  };
  for (const { start, end, tag } of tags) {
    plain(start);
    const { icon: _icon, data = {}, ...rest } = tag;
    parts.push({ type: 'input_tag', text: text.slice(start, end), data, ...rest });
    done = end;
  }
  plain(text.length);
  return parts;
}

export function join(before: TaggedText, after: TaggedText): TaggedText {
  const offset = before.text.length;
  return { text: before.text + after.text, tags: [...before.tags, ...moved(after.tags, offset)] };
}

/** A part of a text, with the tags that are wholly in it. */
export function slice({ text, tags }: TaggedText, start: number, end = text.length): TaggedText {
  const inside = tags.filter((placed) => placed.start >= start && placed.end <= end);
  return { text: text.slice(start, end), tags: moved(inside, -start) };
}

/** Without the white space at its ends. */
export function trimmed(value: TaggedText): TaggedText {
  const start = value.text.length - value.text.trimStart().length;
  return slice(value, start, Math.max(start, value.text.trimEnd().length));
}

function moved(tags: readonly PlacedTag[], by: number): readonly PlacedTag[] {
  if (by === 0) return tags;
  return tags.map(({ start, end, tag }) => ({ start: start + by, end: end + by, tag }));
}

/**
 * The smallest edit that makes one text of another.
 *
 * @param caret Where the cursor is afterwards. It tells apart the edits that are possible when the
 *   same characters stand side by side.
 */
export function editBetween(before: string, after: string, caret: number): Edit {
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before[prefix] === after[prefix]) prefix += 1;
  let suffix = 0;
  while (suffix < shorter && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix += 1;

  let start = prefix;
  if (prefix + suffix > shorter) {
    // Something was only inserted or only removed, anywhere among equal characters.
    const grown = Math.max(0, after.length - before.length);
    start = Math.min(prefix, Math.max(shorter - suffix, caret - grown));
    suffix = shorter - start;
  }
  return {
    start,
    removed: before.length - suffix - start,
    inserted: after.length - suffix - start,
  };
}

/** Keeps tags in step with an edit. One that was cut into is a tag no more. */
export function follow(tags: readonly PlacedTag[], edit: Edit): Followed {
  const { start: from, removed, inserted } = edit;
  const to = from + removed;
  const shift = inserted - removed;
  const kept: PlacedTag[] = [];
  const remains: TextRange[] = [];
  for (const { start, end, tag } of tags) {
    if (end <= from) {
      kept.push({ start, end, tag });
    } else if (start >= to) {
      kept.push({ start: start + shift, end: end + shift, tag });
    } else {
      if (start < from) remains.push({ start, end: from });
      if (end > to) remains.push({ start: to + shift, end: end + shift });
    }
  }
  return { tags: kept, remains };
}

/** Puts a text in the place of a part of another. A tag that is cut into becomes plain text. */
export function replaced(value: TaggedText, range: TextRange, by: TaggedText): TaggedText {
  const { start, end } = range;
  const edit = { start, removed: end - start, inserted: by.text.length };
  const { tags } = follow(value.tags, edit);
  const text = value.text.slice(0, start) + by.text + value.text.slice(end);
  const all = [...tags, ...moved(by.tags, start)];
  return { text, tags: all.sort((a, b) => a.start - b.start) };
}

/** The tag that a position lies inside of, its edges not counted. */
export function tagAround(tags: readonly PlacedTag[], offset: number): PlacedTag | undefined {
  return tags.find(({ start, end }) => start < offset && offset < end);
}

/**
 * Where a cursor goes that must not be inside a tag: it passes over the tag if it comes from its
 * edge, and goes to the nearer edge otherwise.
 */
export function outside(tags: readonly PlacedTag[], offset: number, from: number): number {
  const around = tagAround(tags, offset);
  if (!around) return offset;
  const { start, end } = around;
  if (from === start) return end;
  if (from === end) return start;
  return offset - start < end - offset ? start : end;
}
