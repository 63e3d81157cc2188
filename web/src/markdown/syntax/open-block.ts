import type { Align } from './nodes';

export type OpenKind =
  | 'document'
  | 'blockquote'
  | 'list'
  | 'item'
  | 'footnote'
  | 'paragraph'
  | 'heading'
  | 'break'
  | 'code'
  | 'math'
  | 'html'
  | 'table'
  | 'definition';

export interface Line {
  text: string;
  /** Where it starts in the source. */
  at: number;
}

export interface ListMarker {
  readonly ordered: boolean;
  /** `-`, `+`, `*`, `.` or `)`. */
  readonly sign: string;
  readonly first: number;
  /** Columns before the marker, and from it to the text. */
  readonly indent: number;
  readonly padding: number;
}

export interface Fence {
  /** What ends the block: a run of at least this many of this character, or this closing sign. */
  readonly sign: string;
  readonly length: number;
  readonly indent: number;
  readonly info: string;
}

/** A block while lines are being added to it. */
export class OpenBlock {
  readonly children: OpenBlock[] = [];
  readonly lines: Line[] = [];
  isOpen = true;
  /** Set for what ended by its own sign: a fence, a tag. */
  isClosed = false;
  lastLine: number;
  depth: number;
  end: number;

  marker: ListMarker | null = null;
  /** Null for code that is only indented. */
  fence: Fence | null = null;
  /** What a line must contain to end a block of HTML; null where an empty line does. */
  htmlEnd: RegExp | null = null;
  align: readonly Align[] = [];
  level = 0;
  label = '';
  url = '';
  title: string | null = null;

  constructor(
    readonly kind: OpenKind,
    readonly parent: OpenBlock | null,
    public start: number,
    public firstLine: number,
  ) {
    this.lastLine = firstLine;
    this.end = start;
    this.depth = parent ? parent.depth + 1 : 0;
  }

  get tip(): OpenBlock | null {
    const last = this.children.at(-1);
    return last?.isOpen ? last : null;
  }

  /** Lines are added to it, not blocks. */
  get takesLines(): boolean {
    return LEAVES.has(this.kind);
  }
}

const LEAVES: ReadonlySet<OpenKind> = new Set(['paragraph', 'code', 'math', 'html', 'table']);
