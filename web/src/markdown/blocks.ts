import type { Definition, Nodes, RootContent } from 'mdast';
import { parse } from './parse';

/** A top-level part of a document. The same object as long as nothing in it changed. */
export interface Block {
  /** Where its first line starts, in characters. */
  readonly start: number;
  readonly source: string;
  /** Where the positions of its nodes count from, in characters. */
  readonly base: number;
  readonly node: RootContent;
}

/** The targets of reference links, by their normalised labels. */
export type Definitions = ReadonlyMap<string, Definition>;

const NO_DEFINITIONS: Definitions = new Map();

/** What may define a link or a footnote, and so change the meaning of any other block. */
const MAY_DEFINE = /\]:/;

/**
 * Parses a document that grows at its end, at the cost of its last block.
 *
 * Markdown is decided line by line: once a complete line has started a block, the blocks before it are
 * final. Only link definitions act at a distance; a document that may have some is parsed whole.
 */
export class BlockParser {
  blocks: readonly Block[] = [];
  definitions: Definitions = NO_DEFINITIONS;
  #source = '';

  parse(source: string): readonly Block[] {
    if (source === this.#source) return this.blocks;
    if (MAY_DEFINE.test(source)) {
      const root = parse(source);
      this.blocks = toBlocks(root.children, source, 0);
      this.definitions = definitionsOf(root);
    } else {
      const kept = source.startsWith(this.#source) ? this.#finalBlocks() : [];
      const next = this.blocks[kept.length];
      const start = kept.length > 0 && next ? next.start : 0;
      const tail = toBlocks(parse(source.slice(start)).children, source, start);
      this.blocks = [
        ...kept,
        ...tail.map((block, index) => this.#reuse(block, kept.length + index)),
      ];
      this.definitions = NO_DEFINITIONS;
    }
    this.#source = source;
    return this.blocks;
  }

  /** The blocks that no text at the end can change any more. */
  #finalBlocks(): readonly Block[] {
    const lastLine = this.#source.lastIndexOf('\n') + 1;
    const open = this.blocks.findLastIndex((block) => block.start < lastLine);
    return this.blocks.slice(0, Math.max(open, 0));
  }

  #reuse(block: Block, index: number): Block {
    const old = this.blocks[index];
    return old?.start === block.start && old.source === block.source ? old : block;
  }
}

function toBlocks(nodes: readonly RootContent[], source: string, base: number): Block[] {
  return nodes.map((node) => {
    const from = base + (node.position?.start.offset ?? 0);
    const to = base + (node.position?.end.offset ?? 0);
    // From the start of the line: its indentation may be what makes the block what it is.
    const start = source.lastIndexOf('\n', from - 1) + 1;
    return { start: Math.max(start, base), source: source.slice(start, to), base, node };
  });
}

function definitionsOf(node: Nodes, found = new Map<string, Definition>()): Definitions {
  if (node.type === 'definition') {
    // The first of several definitions is the one that counts.
    if (!found.has(node.identifier)) found.set(node.identifier, node);
  } else if ('children' in node) {
    for (const child of node.children) definitionsOf(child, found);
  }
  return found;
}
