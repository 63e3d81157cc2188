import { linkLiterals, literalLinkAt } from './autolinks';
import { type Delimiter, flanking, type Items, pairDelimiters } from './delimiters';
import { inlineHtmlEnd } from './html';
import { bracketMathAt, dollarMathAt, looksLikeMath } from './inline-math';
import { characterAfter, characterBefore, codeValue, joinTexts, runLength } from './inline-parts';
import { decodeEntity, labelAt, normalizeLabel } from './labels';
import { inlineTarget, isPunctuation } from './link-targets';
import type { Definitions, Inline, Text } from './nodes';
import { closeOpenEnds, isLinkLabel, isUnfinishedTarget, textOf } from './open-ends';

/** `[` or `![` that may begin a link or an image. */
export interface Bracket {
  readonly item: Items[number];
  readonly isImage: boolean;
  /** Where what is in it starts. */
  readonly start: number;
  /** How many delimiters there were before it. */
  readonly bottom: number;
  /** Links have no links in them. */
  isActive: boolean;
}

const PLAIN = /[^\n\\`*_~[\]!<&$hHwW]+|[hHwW]/y;
const ENTITY = /&(?:#x[\da-f]{1,6}|#\d{1,7}|[a-z][a-z\d]{1,31});/iy;
const AUTOLINK = /<([a-z][a-z\d+.-]{1,31}:[^\s<>]*)>/iy;
const AUTOLINK_MAIL =
  /<([a-z\d.!#$%&'*+/=?^_`{|}~-]+@[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*)>/iy;

/**
 * Parses what is in the lines of a block.
 *
 * @param isOpen More is to come: what is half-written at the end is taken for what it will be.
 */
export function parseInlines(text: string, definitions: Definitions, isOpen = false): Inline[] {
  return new InlineParser(text, definitions, isOpen).parse();
}

class InlineParser {
  readonly #text: string;
  readonly #definitions: Definitions;
  readonly #isOpen: boolean;
  readonly #items: Items = [];
  readonly #delimiters: Delimiter[] = [];
  #brackets: Bracket[] = [];
  #at = 0;
  #nextId = 0;
  /** Lengths of runs of backticks that nothing after here closes. */
  readonly #unclosedTicks = new Set<number>();

  constructor(text: string, definitions: Definitions, isOpen: boolean) {
    this.#text = text;
    this.#definitions = definitions;
    this.#isOpen = isOpen;
  }

  parse(): Inline[] {
    // The box of a task, whose text is to come.
    if (this.#isOpen && /^\[[ xX]?\]?[ \t]*$/.test(this.#text)) return [];
    while (this.#at < this.#text.length) this.#step();
    if (this.#isOpen) closeOpenEnds(this.#items, this.#delimiters, this.#brackets);
    else pairDelimiters(this.#items, this.#delimiters, 0);
    return linkLiterals(joinTexts(this.#items.map((item) => item.node)));
  }

  #step(): void {
    const text = this.#text;
    const character = text.charAt(this.#at);
    if (character === '\n') this.#lineEnd();
    else if (character === '\\') this.#backslash();
    else if (character === '`') this.#code();
    else if (character === '*' || character === '_' || character === '~')
      this.#delimiter(character);
    else if (character === '[') this.#openBracket(1);
    else if (character === '!' && text.charAt(this.#at + 1) === '[') this.#openBracket(2);
    else if (character === '!') this.#literal(1);
    else if (character === ']') this.#closeBracket();
    else if (character === '<') this.#pointed();
    else if (character === '&') this.#entity();
    else if (character === '$') this.#dollar();
    else this.#plain();
  }

  #add(node: Inline): Items[number] {
    const item = { node };
    this.#items.push(item);
    this.#at = node.end;
    return item;
  }

  #literal(length: number): Items[number] {
    const [start, end] = [this.#at, this.#at + length];
    return this.#add({ type: 'text', value: this.#text.slice(start, end), start, end });
  }

  #plain(): void {
    const link = literalLinkAt(this.#text, this.#at);
    if (link && !this.#brackets.some((bracket) => bracket.isActive)) {
      const [start, end] = [this.#at, link.end];
      const label: Text = { type: 'text', value: this.#text.slice(start, end), start, end };
      this.#add({ type: 'link', start, end, url: link.url, title: null, children: [label] });
      return;
    }
    PLAIN.lastIndex = this.#at;
    this.#literal(PLAIN.exec(this.#text)?.[0].length ?? 1);
  }

  #lineEnd(): void {
    const before = this.#items.at(-1);
    const start = this.#at;
    // Spaces around a line ending are not text; two before it make the ending one that is seen.
    const spaces =
      before?.node.type === 'text' ? (/[ \t]+$/.exec(before.node.value)?.[0] ?? '') : '';
    if (before?.node.type === 'text' && spaces !== '') {
      const { value, end } = before.node;
      before.node = {
        ...before.node,
        value: value.slice(0, -spaces.length),
        end: end - spaces.length,
      };
    }
    if (/ {2}$/.test(spaces)) this.#add({ type: 'break', start, end: start + 1 });
    else this.#literal(1);
  }

  #backslash(): void {
    const text = this.#text;
    const start = this.#at;
    const next = text.charAt(start + 1);
    if (next === '(' || next === '[') {
      const math = bracketMathAt(text, start);
      if (math) {
        const { value, display, end } = math;
        this.#add({ type: 'inlineMath', start, end, value, display, closed: true });
        return;
      }
      if (this.#isOpen) {
        this.#openMath(2, next === '[');
        return;
      }
    }
    if (next === '\n') this.#add({ type: 'break', start, end: start + 2 });
    else if (next !== '' && isPunctuation(next.charCodeAt(0))) {
      this.#add({ type: 'text', value: next, start, end: start + 2 });
    } else if (next === '' && this.#isOpen) this.#at += 1;
    else this.#literal(1);
  }

  /** The rest of the text is a formula whose end is to come. */
  #openMath(width: number, display: boolean): void {
    const [start, end] = [this.#at, this.#text.length];
    const value = this.#text
      .slice(start + width)
      .trim()
      .replace(/[\\$]$/, '');
    if (value === '') this.#at = end;
    else this.#add({ type: 'inlineMath', start, end, value, display, closed: false });
  }

  #dollar(): void {
    const start = this.#at;
    const math = dollarMathAt(this.#text, start);
    if (math) {
      const { value, display, end } = math;
      this.#add({ type: 'inlineMath', start, end, value, display, closed: true });
      return;
    }
    const rest = this.#text.slice(start + 1);
    if (this.#isOpen && rest === '') this.#at += 1;
    else if (this.#isOpen && looksLikeMath(rest)) {
      this.#openMath(rest.startsWith('$') ? 2 : 1, rest.startsWith('$'));
    } else this.#literal(rest.startsWith('$') ? 2 : 1);
  }

  #code(): void {
    const text = this.#text;
    const start = this.#at;
    const length = runLength(text, start);
    let at = start + length;
    if (!this.#unclosedTicks.has(length)) {
      for (;;) {
        at = text.indexOf('`', at);
        if (at < 0) break;
        const run = runLength(text, at);
        if (run === length) {
          const value = codeValue(text.slice(start + length, at));
          this.#add({ type: 'inlineCode', start, end: at + length, value });
          return;
        }
        at += run;
      }
      this.#unclosedTicks.add(length);
    }
    if (!this.#isOpen) {
      this.#literal(length);
      return;
    }
    const value = codeValue(text.slice(start + length).replace(/`+$/, ''));
    this.#at = text.length;
    if (value.trim() === '') return;
    this.#add({ type: 'inlineCode', start, end: text.length, value });
  }

  #delimiter(sign: string): void {
    const text = this.#text;
    let end = this.#at;
    while (text.charAt(end) === sign) end += 1;
    const length = end - this.#at;
    const before = characterBefore(text, this.#at);
    const after = characterAfter(text, end);
    const { canOpen, canClose } = flanking(sign, before, after);
    const item = this.#literal(length);
    if (sign === '~' && length > 2) return;
    if (!canOpen && !canClose && !(this.#isOpen && end === text.length)) return;
    const id = this.#nextId;
    this.#nextId += 1;
    this.#delimiters.push({ id, sign, item, length, original: length, canOpen, canClose });
  }

  #openBracket(width: number): void {
    const bottom = this.#delimiters.length;
    const item = this.#literal(width);
    const start = this.#at;
    this.#brackets.push({ item, isImage: width === 2, start, bottom, isActive: true });
  }

  #closeBracket(): void {
    const bracket = this.#brackets.pop();
    if (!bracket) {
      this.#literal(1);
      return;
    }
    const text = this.#text;
    const close = this.#at;
    const inside = text.slice(bracket.start, close);
    if (this.#footnote(bracket, inside)) return;
    const target = bracket.isActive ? this.#target(inside, close) : null;
    if (!target) {
      const isUnfinished = this.#isOpen && bracket.isActive && isUnfinishedTarget(text, close + 1);
      if (isUnfinished && (bracket.isImage || isLinkLabel(inside))) {
        this.#unfinished(bracket, close);
      } else this.#literal(1);
      return;
    }
    pairDelimiters(this.#items, this.#delimiters, bracket.bottom);
    this.#delimiters.length = bracket.bottom;
    const index = this.#items.indexOf(bracket.item);
    const children = joinTexts(
      this.#items
        .splice(index)
        .slice(1)
        .map((item) => item.node),
    );
    const start = bracket.item.node.start;
    const { url, title, end } = target;
    if (bracket.isImage)
      this.#add({ type: 'image', start, end, url, title, alt: textOf(children) });
    else {
      this.#add({ type: 'link', start, end, url, title, children });
      for (const outer of this.#brackets) if (!outer.isImage) outer.isActive = false;
    }
  }

  /** A link whose address is still being written shows its label; a picture nothing yet. */
  #unfinished(bracket: Bracket, close: number): void {
    const index = this.#items.indexOf(bracket.item);
    const { start } = bracket.item.node;
    if (bracket.isImage) {
      this.#items.length = index;
      this.#delimiters.length = bracket.bottom;
    } else {
      bracket.item.node = { type: 'text', value: '', start, end: start + 1 };
    }
    this.#add({ type: 'text', value: '', start: close, end: this.#text.length });
  }

  #footnote(bracket: Bracket, inside: string): boolean {
    if (!/^\^[^\s[\]]+$/.test(inside)) return false;
    const label = inside.slice(1);
    if (!this.#definitions.footnotes.has(normalizeLabel(label))) return false;
    const index = this.#items.indexOf(bracket.item);
    this.#items.length = index;
    this.#delimiters.length = bracket.bottom;
    const start = bracket.start - 1;
    if (bracket.isImage) {
      this.#add({ type: 'text', value: '!', start: start - 1, end: start });
    }
    this.#add({ type: 'footnoteReference', start, end: bracket.start + inside.length + 1, label });
    return true;
  }

  /** Where a link leads to, from the end of its text on. */
  #target(inside: string, close: number) {
    const text = this.#text;
    if (text.charAt(close + 1) === '(') {
      const inline = inlineTarget(text, close + 2);
      if (inline) return inline;
    }
    const { links } = this.#definitions;
    if (links.size === 0) return null;
    const isCollapsed = text.startsWith('[]', close + 1);
    const full = isCollapsed ? null : labelAt(text, close + 1);
    // The text itself is the label, unless it has brackets in it.
    const label = full?.label ?? labelAt(`[${inside}]`, 0)?.label;
    const definition = label === undefined ? undefined : links.get(normalizeLabel(label));
    if (!definition) return null;
    const end = full?.end ?? close + (isCollapsed ? 3 : 1);
    return { url: definition.url, title: definition.title, end };
  }

  #pointed(): void {
    const text = this.#text;
    const start = this.#at;
    for (const [pattern, prefix] of [
      [AUTOLINK, ''],
      [AUTOLINK_MAIL, 'mailto:'],
    ] as const) {
      pattern.lastIndex = start;
      const label = pattern.exec(text)?.[1];
      if (label === undefined) continue;
      const end = pattern.lastIndex;
      const shown: Text = { type: 'text', value: label, start: start + 1, end: end - 1 };
      this.#add({ type: 'link', start, end, url: prefix + label, title: null, children: [shown] });
      return;
    }
    const end = inlineHtmlEnd(text, start);
    if (end >= 0) {
      const value = text.slice(start, end);
      if (/^<br\s*\/?>$/i.test(value)) this.#add({ type: 'break', start, end });
      else this.#add({ type: 'inlineHtml', start, end, value });
    } else if (this.#isOpen && /^<(?:https?:\/\/[^\s<>]*)?$/i.test(text.slice(start))) {
      // An address in pointed brackets, whose second one is to come.
      this.#at += 1;
    } else this.#literal(1);
  }

  #entity(): void {
    ENTITY.lastIndex = this.#at;
    const entity = ENTITY.exec(this.#text)?.[0];
    const value = entity === undefined ? '&' : decodeEntity(entity);
    const start = this.#at;
    if (entity === undefined || value === entity) this.#literal(1);
    else this.#add({ type: 'text', value, start, end: start + entity.length });
  }
}
