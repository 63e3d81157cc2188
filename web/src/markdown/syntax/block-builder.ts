import { BLOCK_STARTS } from './block-starts';
import { continueBlock } from './continuations';
import { Cursor } from './cursor';
import { definitionAt } from './definitions';
import { type Line, OpenBlock, type OpenKind } from './open-block';

/** Deeper nesting than this is nobody's prose: what is deeper is text. */
const MAX_DEPTH = 32;

/**
 * Finds the blocks of a text, a line at a time: the algorithm of the CommonMark specification's
 * appendix. Each line is looked at once, so the time is linear in the length of the text.
 *
 * A line first goes down the blocks that are open, each of which takes its mark (`>`, indentation) off
 * it or ends; then blocks are begun; what is left is text of the deepest block.
 */
export class BlockBuilder {
  readonly cursor = new Cursor();
  readonly document = new OpenBlock('document', null, 0, 0);
  #tip = this.document;
  #lastMatched = this.document;
  /** Of the line that is being taken, from 1. */
  lineNumber = 0;
  /** The rest of the line has been used up. */
  #isLineDone = false;

  /** The deepest open block is a paragraph, which goes on if nothing else begins. */
  get inParagraph(): boolean {
    return this.#tip.kind === 'paragraph';
  }

  /** @param lineStart Where the line starts in the text. */
  takeLine(line: string, lineStart: number): void {
    this.lineNumber += 1;
    this.#isLineDone = false;
    this.cursor.reset(line, lineStart);
    const matched = this.#goDown();
    if (!matched) return;
    const container = this.#begin(matched);
    if (this.#isLineDone) return;
    const { cursor } = this;
    if (this.#lastMatched !== this.#tip && !cursor.blank && this.inParagraph) {
      // Text goes on with its paragraph even without the marks of the blocks around it.
      cursor.advanceToNonspace();
      this.addLine(this.#tip);
      return;
    }
    this.#closeUnmatched();
    if (container.takesLines) {
      if (container.kind === 'paragraph') cursor.advanceToNonspace();
      if (container.kind !== 'table' || !cursor.blank) this.addLine(container);
      if (container.htmlEnd?.test(cursor.line.slice(cursor.offset))) this.close(container, true);
    } else if (!cursor.blank) {
      const paragraph = this.open('paragraph');
      cursor.advanceToNonspace();
      this.addLine(paragraph);
    }
  }

  finish(): OpenBlock {
    while (this.#tip !== this.document) this.close(this.#tip);
    return this.document;
  }

  /** @returns The deepest block that the line belongs to; null when it ended one and is used up. */
  #goDown(): OpenBlock | null {
    let container = this.document;
    for (let next = container.tip; next; next = container.tip) {
      this.cursor.findNextNonspace();
      const continuation = continueBlock(next, this);
      if (continuation === 'ends with') {
        this.close(next, true);
        return null;
      }
      if (continuation === 'ends before') break;
      container = next;
    }
    this.#lastMatched = container;
    return container;
  }

  /** Begins as many blocks as the line does. */
  #begin(matched: OpenBlock): OpenBlock {
    let container = matched;
    const { cursor } = this;
    while (!container.takesLines || container.kind === 'paragraph' || container.kind === 'table') {
      cursor.findNextNonspace();
      const isTooDeep = container.depth >= MAX_DEPTH;
      if (isTooDeep || !BLOCK_STARTS.some((start) => start(this, container))) break;
      if (this.#isLineDone) break;
      container = this.#tip;
    }
    return container;
  }

  /** Adds a block where the cursor is; blocks that did not match the line, or cannot hold it, end. */
  open(kind: OpenKind, start?: number): OpenBlock {
    this.#closeUnmatched();
    while (!canHold(this.#tip, kind)) this.close(this.#tip);
    const { cursor } = this;
    const at = start ?? cursor.lineStart + cursor.nextNonspace;
    const block = new OpenBlock(kind, this.#tip, at, this.lineNumber);
    this.#tip.children.push(block);
    this.#tip = block;
    this.#lastMatched = block;
    return block;
  }

  /** Ends a paragraph and begins a table after it, whose head was the paragraph's last line. */
  openAfter(paragraph: OpenBlock, head: Line): OpenBlock {
    paragraph.lastLine = this.lineNumber - 2;
    paragraph.end = endOf(paragraph.lines);
    this.#closeUnmatched();
    this.close(paragraph);
    this.#lastMatched = this.#tip;
    const table = this.open('table', head.at);
    table.lines.push(head);
    return table;
  }

  /** Lets a paragraph be what it turned out to be. */
  replace(paragraph: OpenBlock, kind: OpenKind): OpenBlock {
    this.#closeUnmatched();
    const { parent, start, firstLine, lines } = paragraph;
    const block = new OpenBlock(kind, parent, start, firstLine);
    block.lines.push(...lines);
    block.end = paragraph.end;
    parent?.children.splice(-1, 1, block);
    this.#tip = block;
    this.#lastMatched = block;
    return block;
  }

  /** Adds what is left of the line to a block. */
  addLine(block: OpenBlock): void {
    const { text, at } = this.cursor.take();
    this.addText(block, text, at);
  }

  addText(block: OpenBlock, text: string, at: number): void {
    block.lines.push({ text, at });
    this.#touch(block);
  }

  /** Nothing is left of the line; without more to come the block ends with it. */
  finishLine(block: OpenBlock, goesOn = false): void {
    this.#touch(block);
    if (!goesOn && block.isOpen) this.close(block, true);
    this.#isLineDone = true;
  }

  #touch(block: OpenBlock): void {
    block.lastLine = this.lineNumber;
    block.end = this.cursor.lineStart + this.cursor.line.length;
  }

  close(block: OpenBlock, bySign = false): void {
    if (bySign) {
      block.isClosed = true;
      this.#touch(block);
    }
    block.isOpen = false;
    this.#tip = block.parent ?? this.document;
    if (block.kind === 'paragraph' && !this.takeDefinitions(block)) {
      const siblings = this.#tip.children;
      siblings.splice(siblings.lastIndexOf(block), 1);
    }
  }

  #closeUnmatched(): void {
    while (this.#tip !== this.#lastMatched) this.close(this.#tip);
  }

  /**
   * Takes the link definitions at the start of a paragraph out of it, as blocks of their own.
   *
   * @returns Whether anything is left of it.
   */
  takeDefinitions(paragraph: OpenBlock): boolean {
    const { lines, parent } = paragraph;
    const siblings = parent?.children ?? [];
    const text = lines[0]?.text.startsWith('[') ? lines.map((line) => line.text).join('\n') : '';
    let at = 0;
    let count = 0;
    while (text.charAt(at) === '[') {
      const found = definitionAt(text, at);
      if (!found) break;
      const height = text.slice(at, found.end).replace(/\n$/, '').split('\n').length;
      const taken = lines.slice(count, count + height);
      count += height;
      const start = taken[0]?.at ?? paragraph.start;
      const definition = new OpenBlock('definition', parent, start, paragraph.firstLine);
      definition.lastLine = paragraph.firstLine + height - 1;
      definition.end = endOf(taken);
      definition.isOpen = false;
      definition.label = found.label;
      definition.url = found.url;
      definition.title = found.title;
      siblings.splice(siblings.lastIndexOf(paragraph), 0, definition);
      paragraph.firstLine += height;
      paragraph.start = lines[count]?.at ?? definition.end;
      at = found.end;
    }
    // At once: each removal from the front of many lines would move all the others.
    lines.splice(0, count);
    return lines.length > 0;
  }
}

function endOf(lines: readonly Line[]): number {
  const last = lines.at(-1);
  return last ? last.at + last.text.length : 0;
}

function canHold(parent: OpenBlock, kind: OpenKind): boolean {
  if (parent.takesLines || parent.kind === 'heading' || parent.kind === 'break') return false;
  return parent.kind === 'list' ? kind === 'item' : kind !== 'item';
}
