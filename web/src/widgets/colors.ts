import type { Reader } from './props';
import { isRecord } from './types';

/** Lightness, chroma and hue (OKLCH) of step 400 of each primitive colour; the other steps follow. */
const PRIMITIVES: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [0.65, 0.21, 26],
  orange: [0.71, 0.18, 47],
  yellow: [0.86, 0.17, 88],
  green: [0.69, 0.19, 149],
  blue: [0.63, 0.19, 255],
  purple: [0.58, 0.22, 298],
  pink: [0.72, 0.18, 354],
};

/** Per cent of step 400 in the transparent steps `a25` … `a300`. */
const ALPHA: Readonly<Record<string, number>> = {
  25: 8,
  50: 15,
  75: 28,
  100: 45,
  200: 61,
  300: 77,
};

const TEXT = {
  prose: 'var(--ck-text)',
  primary: 'var(--ck-text)',
  emphasis: 'var(--ck-text)',
  secondary: 'var(--ck-text-secondary)',
  tertiary: 'var(--ck-text-tertiary)',
  success: 'var(--ck-success-text)',
  warning: 'var(--ck-warning-text)',
  danger: 'var(--ck-danger-text)',
  info: 'var(--ck-info-text)',
  discovery: 'var(--ck-discovery-text)',
};

const SURFACE = {
  surface: 'var(--ck-surface)',
  'surface-secondary': 'var(--ck-surface-secondary)',
  'surface-tertiary': 'var(--ck-surface-tertiary)',
  'surface-elevated': 'var(--ck-surface-elevated)',
  'surface-elevated-secondary': 'var(--ck-surface-elevated-secondary)',
};

const BORDER = {
  default: 'var(--ck-border)',
  subtle: 'var(--ck-border-subtle)',
  strong: 'var(--ck-border-strong)',
};

/** The colour of text and icons: a token, a primitive (`red-500`, `alpha-70`), CSS, or `{light, dark}` of these. */
export const textColor: Reader<string | undefined> = (value) => colorOf(value, TEXT);

/** A background: a colour, or a CSS gradient of colours. */
export const surfaceColor: Reader<string | undefined> = (value) =>
  colorOf(value, SURFACE) ?? gradient(value);

/** The colour of a line. */
export const borderColor: Reader<string | undefined> = (value) => colorOf(value, BORDER);

/** A colour, where the names of tokens stand for the CSS that they are given with. */
export function colorOf(
  value: unknown,
  tokens: Readonly<Record<string, string>>,
): string | undefined {
  if (isRecord(value)) {
    const light = plainColor(value['light'], tokens);
    const dark = plainColor(value['dark'], tokens);
    return light && dark ? `light-dark(${light}, ${dark})` : undefined;
  }
  return plainColor(value, tokens);
}

function plainColor(value: unknown, tokens: Readonly<Record<string, string>>) {
  if (typeof value !== 'string' || value.length > 80) return undefined;
  if (Object.hasOwn(tokens, value)) return tokens[value];
  return primitive(value) ?? cssColor(value);
}

function primitive(value: string): string | undefined {
  const [, percent] = /^alpha-(\d{1,2})$/.exec(value) ?? [];
  if (percent) return `color-mix(in oklab, var(--ck-text) ${Number(percent)}%, transparent)`;
  const [, name, alpha, digits] = /^([a-z]+)-(a?)(\d{1,4})$/.exec(value) ?? [];
  if (!name || !digits || Number(digits) > 1000) return undefined;
  if (name === 'gray') return alpha ? grayAlpha(digits) : gray(Number(digits));
  const base = Object.hasOwn(PRIMITIVES, name) ? PRIMITIVES[name] : undefined;
  if (!base) return undefined;
  if (!alpha) return step(base, Number(digits));
  const part = ALPHA[digits];
  return part ? `color-mix(in oklab, ${step(base, 400)} ${part}%, transparent)` : undefined;
}

/** Steps up to 400 come from white, the ones beyond go to black. */
function step([lightness, chroma, hue]: readonly [number, number, number], n: number): string {
  const t = n <= 400 ? (n / 400) ** 0.7 : (n - 400) / 600;
  const l = n <= 400 ? 0.99 - (0.99 - lightness) * t : lightness * (1 - t) ** 0.9 + 0.13 * t;
  const c = n <= 400 ? chroma * t : chroma * (1 - 0.75 * t);
  return `oklch(${round(l)} ${round(c)} ${hue})`;
}

/** Gray alone turns over in the dark: `gray-0` is always the page, `gray-1000` always the text. */
function gray(n: number): string {
  const lightness = (m: number) => round(0.16 + 0.84 * (1 - m / 1000) ** 0.8);
  return `light-dark(oklch(${lightness(n)} 0 0), oklch(${lightness(1000 - n)} 0 0))`;
}

function grayAlpha(digits: string): string | undefined {
  const part = ALPHA[digits];
  return part ? `color-mix(in oklab, var(--ck-text) ${part}%, transparent)` : undefined;
}

const round = (value: number) => Number(value.toFixed(3));

const HEX = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i;
const NAMED = /^[a-z]{3,24}$/i;
const FUNCTION =
  /^(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\([\d\s.,%/+-]*(?:(?:deg|turn|rad|none)[\d\s.,%/+-]*)*\)$/i;

/** A colour of CSS that refers to nothing: no address, no variable, no nested function. */
function cssColor(value: string): string | undefined {
  const css = value.trim();
  return HEX.test(css) || NAMED.test(css) || FUNCTION.test(css) ? css : undefined;
}

const LONGEST_GRADIENT = 240;
const DIRECTION =
  /^(?:-?[\d.]+(?:deg|turn|rad)|to (?:top|bottom|left|right)(?: (?:left|right))?|circle|ellipse)$/;
const STOP = /^(.*?)((?: -?[\d.]+(?:%|px)){0,2})$/;

/** A gradient that refers to nothing: every part of it is a direction, or a colour and its place. */
function gradient(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_GRADIENT) return undefined;
  const [, kind, inner] = /^(linear|radial|conic)-gradient\((.+)\)$/.exec(value.trim()) ?? [];
  if (!kind || !inner) return undefined;
  const [first = '', ...rest] = inner.split(/,(?![^(]*\))/).map((part) => part.trim());
  const direction = DIRECTION.test(first) ? [first] : [];
  const stops = (direction.length ? rest : [first, ...rest]).map(stop);
  if (stops.length < 2 || stops.includes(undefined)) return undefined;
  return `${kind}-gradient(${[...direction, ...stops].join(', ')})`;
}

function stop(text: string): string | undefined {
  const [, color = '', places = ''] = STOP.exec(text) ?? [];
  const css = primitive(color) ?? cssColor(color);
  return css && `${css}${places}`;
}
