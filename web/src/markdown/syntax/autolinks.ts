import type { Inline, Text } from './nodes';

const LITERAL = /(?:https?:\/\/|www\.)[^\s<]*/iy;
const DOMAIN = /^(?:[\p{L}\p{N}_-]+\.)*[\p{L}\p{N}_-]+/u;
const BEFORE = /[\s\p{P}\p{S}]/u;

interface Found {
  readonly url: string;
  readonly end: number;
}

/** An address that stands in the text as it is, at a place, or null. */
export function literalLinkAt(text: string, at: number): Found | null {
  const before = text.charAt(at - 1);
  if (before !== '' && !BEFORE.test(before)) return null;
  LITERAL.lastIndex = at;
  const found = LITERAL.exec(text)?.[0];
  if (found === undefined) return null;
  const literal = withoutTrailing(found);
  const scheme = /^https?:\/\//i.exec(literal)?.[0] ?? '';
  const domain = DOMAIN.exec(literal.slice(scheme.length))?.[0] ?? '';
  const isDomain = scheme === '' ? /^www\.[^.]/i.test(domain) : domain !== '';
  // The last two parts of a host have no underscores.
  if (!isDomain || /_[^.]*(?:\.[^.]*)?$/.test(domain)) return null;
  return { url: scheme === '' ? `http://${literal}` : literal, end: at + literal.length };
}

/** Punctuation at the end belongs to the sentence, and so does a parenthesis that it did not open. */
function withoutTrailing(literal: string): string {
  let end = literal.length;
  let unopened = count(literal, ')') - count(literal, '(');
  for (;;) {
    const last = literal.charAt(end - 1);
    const entity =
      last === ';' ? /&[a-z]+;$/i.exec(literal.slice(Math.max(0, end - 40), end)) : null;
    if (entity) end -= entity[0].length;
    else if (last !== '' && '?!.,:*_~\'";]'.includes(last)) end -= 1;
    else if (last === ')' && unopened > 0) {
      unopened -= 1;
      end -= 1;
    } else return literal.slice(0, end);
  }
}

const count = (text: string, sign: string): number => text.split(sign).length - 1;

const CANDIDATE = /https?:\/\/|www\.|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;

/** Makes links of the addresses in texts, except in what is a link already. */
export function linkLiterals(nodes: readonly Inline[]): Inline[] {
  return nodes.flatMap((node): Inline | Inline[] => {
    if (node.type === 'text') return linkText(node);
    if (node.type === 'link' || !('children' in node)) return node;
    return { ...node, children: linkLiterals(node.children) };
  });
}

function linkText(text: Text): Inline | Inline[] {
  const { value, start } = text;
  // Where characters were replaced, places in the text would not be those of the source.
  if (!/[@/]|www\./i.test(value) || value.length !== text.end - start) return text;
  const parts: Inline[] = [];
  let done = 0;
  const piece = (from: number, to: number): Text => ({
    type: 'text',
    value: value.slice(from, to),
    start: start + from,
    end: start + to,
  });
  for (const { 0: match, index } of value.matchAll(CANDIDATE)) {
    if (index < done) continue;
    const found = match.includes('@') ? mailAt(value, index, match) : literalLinkAt(value, index);
    if (!found) continue;
    if (index > done) parts.push(piece(done, index));
    const label = piece(index, found.end);
    const { start: from, end } = label;
    parts.push({ type: 'link', start: from, end, url: found.url, title: null, children: [label] });
    done = found.end;
  }
  if (done === 0) return text;
  if (done < value.length) parts.push(piece(done, value.length));
  return parts;
}

function mailAt(text: string, at: number, match: string): Found | null {
  const before = text.charAt(at - 1);
  if (before === '/' || (before !== '' && !BEFORE.test(before))) return null;
  const mail = match.replace(/[.]+$/, '');
  if (/[-_\d]$/.test(mail)) return null;
  return { url: `mailto:${mail}`, end: at + mail.length };
}
