import type { CSSProperties } from 'preact';
import { borderColor } from './colors';
import { oneOf, type Reader } from './props';
import { isRecord } from './types';

export type Style = CSSProperties;

/** Nothing in a chat is larger than this many pixels or units. */
const LIMIT = 4096;

const UNIT =
  'px|em|rem|%|vh|vw|vi|vb|svh|svw|lvh|lvw|dvh|dvw|vmin|vmax|ch|ex|lh|rlh|cqw|cqh|cqi|cqb|pt|pc|cm|mm|in';
const LENGTH = new RegExp(`^[+-]?(?:\\d{1,5}(?:\\.\\d{1,6})?|\\.\\d{1,6})(?:${UNIT})$`, 'i');
const KEYWORD = /^(?:auto|none|min-content|max-content|fit-content)$/;
const MATH = /^(?:calc|min|max|clamp)\([\d\s.,+\-*/%()a-z]{1,80}\)$/i;
const MATH_WORD = new RegExp(`^(?:calc|min|max|clamp|${UNIT})$`, 'i');

/** A length: a number in the unit that the prop counts in, or CSS that can be nothing else. */
function length(value: unknown, unit: 'px' | 'space'): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? inUnit(value, unit) : undefined;
  if (typeof value !== 'string') return undefined;
  const css = value.trim();
  if (/^[+-]?\d{1,5}(?:\.\d{1,6})?$/.test(css)) return inUnit(Number(css), unit);
  if (KEYWORD.test(css)) return css;
  if ((css.match(/[\d.]+/g) ?? []).some((number) => Number(number) > LIMIT)) return undefined;
  if (LENGTH.test(css)) return css;
  const isMath = MATH.test(css) && (css.match(/[a-z]+/gi) ?? []).every((w) => MATH_WORD.test(w));
  return isMath ? css : undefined;
}

function inUnit(value: number, unit: 'px' | 'space'): string {
  const number = Math.min(LIMIT, Math.max(-LIMIT, value));
  return unit === 'px' ? `${number}px` : `calc(var(--ck-space) * ${number})`;
}

/** A size: pixels or CSS. */
export const size: Reader<string | undefined> = (value) => length(value, 'px');

/** A distance: spacing units or CSS. */
export const space: Reader<string | undefined> = (value) => length(value, 'space');

/** Four edges in the flow of the text: what an author calls left is the start. */
export interface Edges<T> {
  readonly top: T | undefined;
  readonly end: T | undefined;
  readonly bottom: T | undefined;
  readonly start: T | undefined;
}

function edges<T>(value: unknown, read: Reader<T | undefined>): Edges<T> | undefined {
  if (!isRecord(value)) {
    const all = read(value);
    return all === undefined ? undefined : { top: all, end: all, bottom: all, start: all };
  }
  const x = read(value['x']);
  const y = read(value['y']);
  return {
    top: read(value['top']) ?? y,
    end: read(value['right']) ?? x,
    bottom: read(value['bottom']) ?? y,
    start: read(value['left']) ?? x,
  };
}

/** Padding or margin: one distance, CSS with up to four, or an object of edges. */
export const spacing: Reader<Edges<string> | undefined> = (value) => {
  const parts = typeof value === 'string' && !value.includes('(') ? value.trim().split(/\s+/) : [];
  if (parts.length < 2) return edges(value, space);
  if (parts.length > 4) return undefined;
  const [top, end = top, bottom = top, start = end] = parts.map(space);
  return { top, end, bottom, start };
};

interface Line {
  readonly css: string;
}

const lineStyle = oneOf(
  'solid',
  'dashed',
  'dotted',
  'double',
  'groove',
  'ridge',
  'inset',
  'outset',
);

const line: Reader<Line | undefined> = (value) => {
  const spec = isRecord(value) ? value : { size: value };
  const width = spec['size'];
  if (typeof width !== 'number' || !Number.isFinite(width)) return undefined;
  const color = borderColor(spec['color']) ?? 'var(--ck-border)';
  const thickness = Math.min(32, Math.max(0, width));
  return { css: `${thickness}px ${lineStyle(spec['style']) ?? 'solid'} ${color}` };
};

/** A border around, as a width in pixels or an object, or one for each edge. */
export const border: Reader<Edges<Line> | undefined> = (value) =>
  isRecord(value) && 'size' in value ? edges(undefined, () => line(value)) : edges(value, line);

const RADII: Readonly<Record<string, string>> = {
  none: '0',
  '2xs': 'calc(var(--ck-radius-sm) / 3)',
  xs: 'calc(var(--ck-radius-sm) * 2 / 3)',
  sm: 'var(--ck-radius-sm)',
  md: 'var(--ck-radius-md)',
  lg: 'var(--ck-radius-lg)',
  xl: 'var(--ck-radius-xl)',
  '2xl': 'calc(var(--ck-radius-xl) * 4 / 3)',
  '3xl': 'calc(var(--ck-radius-xl) * 5 / 3)',
  '4xl': 'calc(var(--ck-radius-xl) * 2)',
  full: 'var(--ck-radius-full)',
  '100%': '100%',
};

export const radius: Reader<string | undefined> = (value) =>
  typeof value === 'string' && Object.hasOwn(RADII, value) ? RADII[value] : undefined;

const factor = (value: number) => Math.min(LIMIT, Math.max(0, value));

/** `flex`: a factor, or up to three factors and lengths. */
export const flex: Reader<string | undefined> = (value) => {
  if (typeof value === 'number')
    return Number.isFinite(value) ? `${factor(value)} 1 0%` : undefined;
  if (typeof value !== 'string') return undefined;
  const parts = value.trim().split(/\s+/);
  const isFlex = (part: string) => /^\d{1,4}(?:\.\d{1,4})?$/.test(part) || size(part) !== undefined;
  return parts.length <= 3 && parts.every(isFlex) ? parts.join(' ') : undefined;
};

/** `aspectRatio`: a number, or CSS such as `16/9`. */
export const aspectRatio: Reader<string | undefined> = (value) => {
  if (typeof value === 'number') return value > 0 && value <= LIMIT ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  return /^(?:auto|\d{1,5}(?:\.\d{1,6})?(?:\s*\/\s*\d{1,5}(?:\.\d{1,6})?)?)$/.test(value.trim())
    ? value.trim()
    : undefined;
};

/** The readers of a size. */
export const sizeReaders = {
  height: size,
  width: size,
  size,
  minHeight: size,
  minWidth: size,
  minSize: size,
  maxHeight: size,
  maxWidth: size,
  maxSize: size,
  aspectRatio,
};

/** The readers of what every block has. */
export const blockReaders = { ...sizeReaders, radius, margin: spacing };

type Values<R extends Record<string, Reader<unknown>>> = {
  readonly [P in keyof R]: ReturnType<R[P]>;
};

/** The style of a size. */
export function sizeStyle(block: Values<typeof sizeReaders>): Style {
  return {
    ...set('blockSize', block.height ?? block.size),
    ...set('inlineSize', block.width ?? block.size),
    ...set('minBlockSize', block.minHeight ?? block.minSize),
    ...set('minInlineSize', block.minWidth ?? block.minSize),
    ...set('maxBlockSize', block.maxHeight ?? block.maxSize),
    ...set('maxInlineSize', block.maxWidth ?? block.maxSize),
    ...set('aspectRatio', block.aspectRatio),
  };
}

/** The style of a block's size, corners and margin. */
export function blockStyle(block: Values<typeof blockReaders>): Style {
  return {
    ...sizeStyle(block),
    ...set('borderRadius', block.radius),
    ...edgeStyle('margin', block.margin),
  };
}

/** The style of padding or margin. */
export function edgeStyle(kind: 'padding' | 'margin', edge: Edges<string> | undefined): Style {
  if (!edge) return {};
  return {
    ...set(`${kind}BlockStart`, edge.top),
    ...set(`${kind}InlineEnd`, edge.end),
    ...set(`${kind}BlockEnd`, edge.bottom),
    ...set(`${kind}InlineStart`, edge.start),
  };
}

/** The style of a border. */
export function borderStyle(edge: Edges<Line> | undefined): Style {
  if (!edge) return {};
  return {
    ...set('borderBlockStart', edge.top?.css),
    ...set('borderInlineEnd', edge.end?.css),
    ...set('borderBlockEnd', edge.bottom?.css),
    ...set('borderInlineStart', edge.start?.css),
  };
}

/** A style of one property, or of none when the value is missing. */
export function set(property: string, value: string | number | undefined): Style {
  return value === undefined ? {} : { [property]: value };
}
