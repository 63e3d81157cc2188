const NAMES =
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul';

const ATTRIBUTE = '(?:\\s+[a-zA-Z_:][\\w.:-]*(?:\\s*=\\s*(?:[^\\s"\'=<>`]+|\'[^\']*\'|"[^"]*"))?)';
const OPEN_TAG = `<[A-Za-z][A-Za-z\\d-]*${ATTRIBUTE}*\\s*/?>`;
const CLOSE_TAG = '</[A-Za-z][A-Za-z\\d-]*\\s*>';

interface HtmlKind {
  readonly start: RegExp;
  /** What ends it; null where an empty line does. */
  readonly end: RegExp | null;
  readonly interruptsText: boolean;
}

const KINDS: readonly HtmlKind[] = [
  {
    start: /^<(?:script|pre|textarea|style)(?:\s|>|$)/i,
    end: /<\/(?:script|pre|textarea|style)>/i,
    interruptsText: true,
  },
  { start: /^<!--/, end: /-->/, interruptsText: true },
  { start: /^<\?/, end: /\?>/, interruptsText: true },
  { start: /^<![A-Za-z]/, end: />/, interruptsText: true },
  { start: /^<!\[CDATA\[/, end: /\]\]>/, interruptsText: true },
  { start: new RegExp(`^</?(?:${NAMES})(?:\\s|/?>|$)`, 'i'), end: null, interruptsText: true },
  {
    start: new RegExp(`^(?:${OPEN_TAG}|${CLOSE_TAG})\\s*$`),
    end: null,
    interruptsText: false,
  },
];

/** The kind of HTML block that a line starts, if any. */
export function htmlKindOf(line: string, inText: boolean): HtmlKind | null {
  if (!line.startsWith('<')) return null;
  return KINDS.find((kind) => kind.start.test(line) && (kind.interruptsText || !inText)) ?? null;
}

const INLINE = new RegExp(
  `${OPEN_TAG}|${CLOSE_TAG}|<!--(?:>|->|[^]*?-->)|<\\?[^]*?\\?>|<![A-Za-z][^>]*>|<!\\[CDATA\\[[^]*?\\]\\]>`,
  'y',
);

/** Where the HTML at a place of a text ends, or -1 where there is none. */
export function inlineHtmlEnd(text: string, at: number): number {
  INLINE.lastIndex = at;
  return INLINE.test(text) ? INLINE.lastIndex : -1;
}
