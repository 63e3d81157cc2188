import type { ColorScheme, ThemeOption } from '@openai/chatkit';
import { contrastOf } from './contrast';
import { perceptualHue } from './hue';

type Radius = NonNullable<ThemeOption['radius']>;
type Density = NonNullable<ThemeOption['density']>;

/** Corners in pixels: sm, md, lg, xl, full. */
const RADII: Record<Radius, readonly [number, number, number, number, number]> = {
  pill: [8, 12, 18, 26, 9999],
  round: [8, 10, 14, 18, 12],
  soft: [4, 6, 8, 10, 8],
  sharp: [0, 0, 0, 0, 0],
};
const RADIUS_NAMES = ['sm', 'md', 'lg', 'xl', 'full'] as const;

/**
 * The foreground of a surface is its text, by the type file. Pages also set it to a shade of the
 * background, for what stands out from it; nobody could read text with less contrast than this.
 */
const LEAST_CONTRAST = 2;

/** The unit of all spacing, in pixels. */
const SPACES: Record<Density, number> = { compact: 3.4, normal: 4, spacious: 4.7 };

/**
 * Black or white, whichever has more contrast to the colour: up to a luminance (`y`) of 0.179 that is
 * white (WCAG 2.2, "contrast ratio"). The white of `xyz-d65` is 0.9505 1 1.0891.
 */
function contrastTo(color: string): string {
  const white = 'clamp(0, (0.179 - y) * 100000, 1)';
  const relative = `color(from ${color} xyz-d65 calc(0.9505 * ${white}) ${white} calc(1.0891 * ${white}))`;
  return globalThis.CSS?.supports?.('color', relative) ? relative : '#fff';
}

export function colorSchemeOf(theme: ColorScheme | ThemeOption | undefined): ColorScheme {
  return (typeof theme === 'object' ? theme.colorScheme : theme) ?? 'light';
}

/** The variables that carry a theme option into tokens.css. What is not set has its default there. */
export function themeVariables(theme: ColorScheme | ThemeOption | undefined): Map<string, string> {
  const variables = new Map<string, string>();
  if (typeof theme !== 'object') return variables;
  const set = (name: string, value: string | number | undefined) => {
    if (value !== undefined) variables.set(`--ck-theme-${name}`, String(value));
  };
  const { typography, radius, density, color } = theme;

  set('font', typography?.fontFamily);
  set('font-mono', typography?.fontFamilyMono);
  set('font-size', typography?.baseSize && `${typography.baseSize}px`);
  if (radius) {
    for (const [index, name] of RADIUS_NAMES.entries()) {
      set(`radius-${name}`, `${RADII[radius][index]}px`);
    }
  }
  set('space', density && `${SPACES[density]}px`);

  if (color?.grayscale) {
    const { hue, tint, shade } = color.grayscale;
    set('hue', perceptualHue(hue));
    set('chroma', tint * 0.005);
    set('shade', shade);
  }
  if (color?.accent) {
    const { primary, level } = color.accent;
    set('accent', primary);
    set('on-accent', contrastTo(primary));
    set('accent-mix', `${8 + 4 * level}%`);
    if (level === 2) set('user-bubble', 'var(--ck-accent-soft)');
    if (level === 3) {
      set('user-bubble', 'var(--ck-accent)');
      set('user-bubble-text', 'var(--ck-on-accent)');
    }
  }
  if (color?.surface) {
    const { background, foreground } = color.surface;
    const contrast = contrastOf(background, foreground);
    set('surface', background);
    set(contrast === null || contrast >= LEAST_CONTRAST ? 'text' : 'surface-elevated', foreground);
  }
  return variables;
}
