/** What the page shows is in its address, so that it can be linked: `#card/form?scheme=dark`. */

/** How a sample is looked at. The first choice of each is the default. */
export const CHOICES = {
  scheme: ['light', 'dark'],
  dir: ['ltr', 'rtl'],
  width: ['480', '320', 'full'],
  density: ['normal', 'compact', 'spacious'],
  radius: ['default', 'pill', 'round', 'soft', 'sharp'],
  state: ['ready', 'disabled'],
  locale: [
    'en',
    'de-DE',
    'fr-FR',
    'es-ES',
    'ja-JP',
    'zh-CN',
    'hi-IN',
    'ru-RU',
    'th-TH',
    'ar',
    'ur',
  ],
} as const;

type Choices = typeof CHOICES;
export type Modes = { readonly [Name in keyof Choices]: Choices[Name][number] };

export interface Address {
  /** The sample; empty for the first one. */
  readonly name: string;
  readonly modes: Modes;
}

const NAMES = Object.keys(CHOICES) as (keyof Choices)[];

export function readAddress(hash: string): Address {
  const [name = '', query = ''] = hash.replace(/^#/, '').split('?');
  const given = new URLSearchParams(query);
  const chosen = NAMES.map((mode) => {
    const choices: readonly string[] = CHOICES[mode];
    const value = given.get(mode);
    return [mode, value !== null && choices.includes(value) ? value : choices[0]];
  });
  return { name: decodeURIComponent(name), modes: Object.fromEntries(chosen) as Modes };
}

export function writeAddress({ name, modes }: Address): string {
  const query = new URLSearchParams();
  for (const mode of NAMES) {
    if (modes[mode] !== CHOICES[mode][0]) query.set(mode, modes[mode]);
  }
  const path = name.split('/').map(encodeURIComponent).join('/');
  return query.size > 0 ? `#${path}?${query}` : `#${path}`;
}
