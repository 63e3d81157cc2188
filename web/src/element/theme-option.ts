import type {
  AccentColor,
  ColorOption,
  ColorScheme,
  FontObject,
  GrayscaleOptions,
  SurfaceColors,
  ThemeOption,
  TypographyOption,
} from '@openai/chatkit';
import { type Check, color, either, list, number, object, oneOf, string } from './schema';

const isString = (value: unknown) => typeof value === 'string';

const colorScheme = oneOf('light', 'dark');

const typography = object<TypographyOption>({
  baseSize: oneOf(14, 15, 16, 17, 18),
  fontSources: list(
    object<FontObject>(
      {
        family: string,
        src: string,
        weight: either(isString, string, number),
        style: oneOf('normal', 'italic', 'oblique'),
        display: oneOf('auto', 'block', 'swap', 'fallback', 'optional'),
        unicodeRange: string,
      },
      ['family', 'src'],
    ),
  ),
  fontFamily: string,
  fontFamilyMono: string,
});

const colors = object<ColorOption>({
  grayscale: object<GrayscaleOptions>(
    {
      hue: number,
      tint: oneOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
      shade: oneOf(-4, -3, -2, -1, 0, 1, 2, 3, 4),
    },
    ['hue', 'tint'],
  ),
  accent: object<AccentColor>({ primary: color, level: oneOf(0, 1, 2, 3) }, ['primary', 'level']),
  surface: object<SurfaceColors>({ background: color, foreground: color }, [
    'background',
    'foreground',
  ]),
});

/** The option `theme`: a colour scheme, or all that a page can say of the look. */
export const theme: Check<ColorScheme | ThemeOption> = either(
  isString,
  colorScheme,
  object<ThemeOption>({
    colorScheme,
    typography,
    radius: oneOf('pill', 'round', 'soft', 'sharp'),
    density: oneOf('compact', 'normal', 'spacious'),
    color: colors,
  }),
);
