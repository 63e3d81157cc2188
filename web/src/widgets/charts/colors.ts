import { colorOf } from '../colors';
import { isRecord } from '../types';

/**
 * The colours of series: at least 3 : 1 against the surfaces of a light and a dark theme, and told
 * apart in the order that they are given in. Those of light schemes are darker than their names.
 */
export const SERIES_COLORS: Readonly<Record<string, { light: string; dark: string }>> = {
  blue: { light: '#2f6fe4', dark: '#6ea8ff' },
  orange: { light: '#d9620a', dark: '#ff9d52' },
  purple: { light: '#8450e0', dark: '#b497ff' },
  green: { light: '#12875a', dark: '#43cf94' },
  pink: { light: '#d43a8c', dark: '#ff8fc7' },
  yellow: { light: '#a87800', dark: '#f0c545' },
  red: { light: '#d2363a', dark: '#ff7b78' },
};

const TOKENS = Object.fromEntries(
  Object.entries(SERIES_COLORS).map(([name, { light, dark }]) => [
    name,
    `light-dark(${light}, ${dark})`,
  ]),
);
const IN_TURN = Object.values(TOKENS);

/** The CSS colour of a series: its own if that can be nothing else, or that of its place. */
export function seriesColor(value: unknown, place: number): string {
  // One half of a pair is better than none.
  const pair = isRecord(value) ? { ...value } : undefined;
  if (pair) {
    pair['light'] ??= pair['dark'];
    pair['dark'] ??= pair['light'];
  }
  return colorOf(pair ?? value, TOKENS) ?? (IN_TURN[place % IN_TURN.length] as string);
}
