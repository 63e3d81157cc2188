import type { Inline, Styled } from './nodes';

/** A run of `*`, `_` or `~` that may begin or end something. */
export interface Delimiter {
  readonly id: number;
  readonly sign: string;
  /** The run as a piece of text; what is used of it is taken off. */
  readonly item: { node: Inline };
  length: number;
  readonly original: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
}

export type Items = { node: Inline }[];

const SPACE = /^(?:[\s\u00a0]|$)/u;
const PUNCTUATION = /^[\p{P}\p{S}]$/u;

/** Whether a run of delimiters may open and close, by the characters on either side of it. */
export function flanking(sign: string, before: string, after: string) {
  const [spaceBefore, spaceAfter] = [SPACE.test(before), SPACE.test(after)];
  const [signBefore, signAfter] = [PUNCTUATION.test(before), PUNCTUATION.test(after)];
  const left = !spaceAfter && (!signAfter || spaceBefore || signBefore);
  const right = !spaceBefore && (!signBefore || spaceAfter || signAfter);
  if (sign !== '_') return { canOpen: left, canClose: right };
  return { canOpen: left && (!right || signBefore), canClose: right && (!left || signAfter) };
}

/** Turns pairs of delimiters from an index on into what they mean; none is left in the list. */
export function pairDelimiters(items: Items, delimiters: Delimiter[], bottom: number): void {
  /** Below this delimiter there is no opener for a closer of a kind. */
  const floors = new Map<string, number>();
  let at = bottom;
  while (at < delimiters.length) {
    const closer = delimiters[at];
    if (!closer?.canClose) {
      at += 1;
      continue;
    }
    const kind = `${closer.sign}${closer.canOpen}${closer.sign === '~' ? closer.length : closer.original % 3}`;
    const opener = openerOf(delimiters, at, bottom, floors.get(kind) ?? -1);
    if (opener < 0) {
      floors.set(kind, delimiters[at - 1]?.id ?? -1);
      if (closer.canOpen) at += 1;
      else delimiters.splice(at, 1);
      continue;
    }
    at = pair(items, delimiters, opener, at);
  }
}

function openerOf(delimiters: Delimiter[], at: number, bottom: number, floor: number): number {
  const closer = delimiters[at];
  if (!closer) return -1;
  for (let index = at - 1; index >= bottom; index -= 1) {
    const opener = delimiters[index];
    if (!opener || opener.id <= floor) return -1;
    if (opener.sign !== closer.sign || !opener.canOpen) continue;
    if (closer.sign === '~') {
      if (opener.length === closer.length) return index;
      continue;
    }
    // "Multiples of three": a run that both opens and closes is not torn apart.
    const isMixed = opener.canClose || closer.canOpen;
    const sum = opener.original + closer.original;
    if (!isMixed || sum % 3 !== 0 || closer.original % 3 === 0) return index;
  }
  return -1;
}

function pair(items: Items, delimiters: Delimiter[], from: number, to: number): number {
  const [opener, closer] = [delimiters[from], delimiters[to]];
  if (!opener || !closer) return to + 1;
  const isDelete = closer.sign === '~';
  const width = isDelete ? closer.length : opener.length >= 2 && closer.length >= 2 ? 2 : 1;
  const [first, last] = [items.indexOf(opener.item), items.indexOf(closer.item)];
  const children = items.slice(first + 1, last).map((item) => item.node);
  const start = opener.item.node.end - width;
  const end = closer.item.node.start + width;
  const type: Styled['type'] = isDelete ? 'delete' : width === 2 ? 'strong' : 'emphasis';
  items.splice(first + 1, last - first - 1, { node: { type, start, end, children } });
  shorten(opener, width, 'end');
  shorten(closer, width, 'start');
  delimiters.splice(from + 1, to - from - 1);
  let next = from + 1;
  if (opener.length === 0) {
    items.splice(items.indexOf(opener.item), 1);
    delimiters.splice(from, 1);
    next -= 1;
  }
  if (closer.length === 0) {
    items.splice(items.indexOf(closer.item), 1);
    delimiters.splice(next, 1);
  }
  return next;
}

function shorten(delimiter: Delimiter, width: number, side: 'start' | 'end'): void {
  delimiter.length -= width;
  const { start, end } = delimiter.item.node;
  delimiter.item.node = {
    type: 'text',
    value: delimiter.sign.repeat(delimiter.length),
    start: side === 'start' ? start + width : start,
    end: side === 'end' ? end - width : end,
  };
}
