import { parseBlocks, reuse } from './syntax/blocks';
import { normalizeLabel } from './syntax/labels';
import type { Block, BlockNode, Definition, Definitions, Footnote } from './syntax/nodes';

const NOTHING: Definitions = { links: new Map(), footnotes: new Map() };

/** What may define a link or a footnote, and so change the meaning of any other block. */
const MAY_DEFINE = /\]:/;

/**
 * The blocks of a text that grows at its end, at the cost of its last block.
 *
 * Markdown is decided line by line: once a complete line has started a block, the blocks before it
 * are final. What has not changed is the same object as before, at every depth.
 */
export class MarkdownDocument {
  blocks: readonly Block[] = [];
  definitions: Definitions = NOTHING;
  /** What the footnotes say, in the order in which they are first referred to. */
  footnotes: readonly Footnote[] = [];
  #source = '';

  /** @param isOpen More is to come: what the last line defines may still change. */
  update(text: string, isOpen = false): this {
    const source = isOpen ? withoutUndecided(text) : text;
    if (source !== this.#source) {
      const kept = source.startsWith(this.#source) ? this.#finalBlocks() : [];
      const next = this.blocks[kept.length];
      const from = kept.length > 0 && next ? lineStart(source, next.start) : 0;
      const tail = parseBlocks(source, from);
      const before = this.blocks;
      this.blocks = [
        ...kept,
        ...tail.map((block, index) => reuse(before[kept.length + index], block)),
      ];
      this.#source = source;
    }
    this.#define(isOpen);
    return this;
  }

  /** The blocks that no text at the end can change any more. */
  #finalBlocks(): readonly Block[] {
    const lastLine = lineStart(this.#source, this.#source.length);
    let open = this.blocks.findLastIndex((block) => block.start < lastLine);
    // A definition may take what follows it for its title.
    while (open > 0 && this.blocks[open - 1]?.type === 'definition') open -= 1;
    return this.blocks.slice(0, Math.max(open, 0));
  }

  #define(isOpen: boolean): void {
    const end = isOpen ? this.#source.length : Number.POSITIVE_INFINITY;
    const found = MAY_DEFINE.test(this.#source) ? definitionsOf(this.blocks, end) : NO_NOTES;
    const footnotes = inOrder(found.notes, this.#source);
    if (!sameItems([...found.links.values()], [...this.definitions.links.values()])) {
      this.definitions = { ...this.definitions, links: found.links };
    }
    if (sameItems(footnotes, this.footnotes)) return;
    this.footnotes = footnotes;
    const numbers = footnotes.map(
      ({ label }, index) => [normalizeLabel(label), index + 1] as const,
    );
    const old = this.definitions.footnotes;
    const isSame =
      numbers.length === old.size && numbers.every(([label, n]) => old.get(label) === n);
    if (!isSame) this.definitions = { ...this.definitions, footnotes: new Map(numbers) };
  }
}

interface Found {
  readonly links: ReadonlyMap<string, Definition>;
  readonly notes: ReadonlyMap<string, Footnote>;
}

const NO_NOTES: Found = { links: new Map(), notes: new Map() };

/**
 * What some blocks define. The first of several definitions of a label is the one that counts.
 *
 * @param end Links that are defined up to here are still being written, and left out.
 */
function definitionsOf(blocks: readonly Block[], end: number): Found {
  const links = new Map<string, Definition>();
  const notes = new Map<string, Footnote>();
  const visit = (node: BlockNode): void => {
    if (node.type === 'definition') {
      if (!links.has(node.label) && node.end < end) links.set(node.label, node);
    } else if ('children' in node && node.type !== 'table') {
      if (node.type === 'footnote' && !notes.has(normalizeLabel(node.label))) {
        notes.set(normalizeLabel(node.label), node);
      }
      for (const child of node.children) visit(child);
    }
  };
  for (const block of blocks) visit(block);
  return { links, notes };
}

const REFERENCE = /\[\^([^\s[\]]+)\](?!:)/g;

/** Footnotes by the first reference to each; those that nothing refers to come last. */
function inOrder(notes: ReadonlyMap<string, Footnote>, source: string): Footnote[] {
  if (notes.size === 0) return [];
  const ordered = new Set<Footnote>();
  for (const [, label = ''] of source.matchAll(REFERENCE)) {
    const note = notes.get(normalizeLabel(label));
    if (note) ordered.add(note);
  }
  for (const note of notes.values()) ordered.add(note);
  return [...ordered];
}

function sameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

/**
 * Line beginnings that may turn out as many things: a dash as an item, a line across, the mark of a
 * heading above it. They are not shown until it is clear what they are.
 */
const UNDECIDED = /^[ \t>]*(?:-+|=+|[+*_`~]{1,2}|#{1,6}|\d{1,9}[.)]?|>)[ \t]*$/;

function withoutUndecided(source: string): string {
  const start = lineStart(source, source.length);
  return UNDECIDED.test(source.slice(start)) ? source.slice(0, start) : source;
}

function lineStart(source: string, at: number): number {
  return Math.max(source.lastIndexOf('\n', at - 1), source.lastIndexOf('\r', at - 1)) + 1;
}
