/** What a Markdown text is made of. Offsets count UTF-16 units from the start of the text. */

/** Text that is still to be parsed for what is in its lines. */
export interface Leaf {
  /** The lines without the marks of the blocks around them, and without indentation. */
  readonly raw: string;
  /** Pairs `position in raw, offset in the text`, ascending: between two of them both advance alike. */
  readonly map: readonly number[];
}

interface Placed {
  readonly start: number;
  readonly end: number;
}

export interface Paragraph extends Placed {
  readonly type: 'paragraph';
  readonly text: Leaf;
}

export interface Heading extends Placed {
  readonly type: 'heading';
  /** 1 to 6. */
  readonly depth: number;
  readonly text: Leaf;
}

export interface Code extends Placed {
  readonly type: 'code';
  readonly language: string | null;
  readonly value: string;
  /** Its end has been seen, or it needs none. */
  readonly closed: boolean;
}

export interface MathBlock extends Placed {
  readonly type: 'math';
  readonly value: string;
  readonly closed: boolean;
}

/** Shown as text. */
export interface Html extends Placed {
  readonly type: 'html';
  readonly value: string;
}

export interface ThematicBreak extends Placed {
  readonly type: 'thematicBreak';
}

export interface Blockquote extends Placed {
  readonly type: 'blockquote';
  readonly children: readonly Block[];
}

export interface List extends Placed {
  readonly type: 'list';
  readonly ordered: boolean;
  /** The number of the first item. */
  readonly first: number;
  /** There are empty lines between the items. */
  readonly spread: boolean;
  readonly children: readonly ListItem[];
}

export interface ListItem extends Placed {
  readonly type: 'listItem';
  /** Null where it is no task. */
  readonly checked: boolean | null;
  /** There are empty lines between the blocks in it. */
  readonly spread: boolean;
  readonly children: readonly Block[];
}

export type Align = 'left' | 'right' | 'center' | null;

export interface Table extends Placed {
  readonly type: 'table';
  readonly align: readonly Align[];
  readonly head: TableRow;
  readonly children: readonly TableRow[];
}

export interface TableRow extends Placed {
  readonly type: 'tableRow';
  /** As many as the table has columns, unless that were too many by far. */
  readonly cells: readonly Leaf[];
}

/** `[label]: url "title"`: what links of the form `[text][label]` lead to. Not shown. */
export interface Definition extends Placed {
  readonly type: 'definition';
  /** As labels are compared, see `normalizeLabel`. */
  readonly label: string;
  readonly url: string;
  readonly title: string | null;
}

/** `[^label]: …` */
export interface Footnote extends Placed {
  readonly type: 'footnote';
  readonly label: string;
  readonly children: readonly Block[];
}

export type Block =
  | Paragraph
  | Heading
  | Code
  | MathBlock
  | Html
  | ThematicBreak
  | Blockquote
  | List
  | Table
  | Definition
  | Footnote;

export type BlockNode = Block | ListItem | TableRow;

export interface Text extends Placed {
  readonly type: 'text';
  readonly value: string;
}

export interface Styled extends Placed {
  readonly type: 'emphasis' | 'strong' | 'delete';
  readonly children: readonly Inline[];
}

export interface InlineCode extends Placed {
  readonly type: 'inlineCode';
  readonly value: string;
}

export interface InlineHtml extends Placed {
  readonly type: 'inlineHtml';
  readonly value: string;
}

export interface Break extends Placed {
  readonly type: 'break';
}

export interface Link extends Placed {
  readonly type: 'link';
  readonly url: string;
  readonly title: string | null;
  readonly children: readonly Inline[];
}

export interface Image extends Placed {
  readonly type: 'image';
  readonly url: string;
  readonly title: string | null;
  readonly alt: string;
}

export interface InlineMath extends Placed {
  readonly type: 'inlineMath';
  readonly value: string;
  /** On a line of its own. */
  readonly display: boolean;
  readonly closed: boolean;
}

export interface FootnoteReference extends Placed {
  readonly type: 'footnoteReference';
  readonly label: string;
}

export type Inline =
  | Text
  | Styled
  | InlineCode
  | InlineHtml
  | Break
  | Link
  | Image
  | InlineMath
  | FootnoteReference;

/** What is defined anywhere in a text, by label (see `normalizeLabel`). */
export interface Definitions {
  readonly links: ReadonlyMap<string, Definition>;
  /** The numbers of the footnotes. */
  readonly footnotes: ReadonlyMap<string, number>;
}
