import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { perceptualHue } from './hue';
import { adoptRules, HostVariables } from './sheets';
import { colorSchemeOf, themeVariables } from './theme';

describe('themeVariables', () => {
  it('leaves everything to the defaults when nothing is set', () => {
    expect(themeVariables(undefined).size).toBe(0);
    expect(themeVariables('dark').size).toBe(0);
    expect(colorSchemeOf(undefined)).toBe('light');
    expect(colorSchemeOf({ colorScheme: 'dark' })).toBe('dark');
  });

  it('carries every field of the option', () => {
    const variables = themeVariables({
      typography: { baseSize: 18, fontFamily: 'Inter', fontFamilyMono: 'Fira Code' },
      radius: 'soft',
      density: 'compact',
      color: {
        grayscale: { hue: 220, tint: 6, shade: -1 },
        accent: { primary: '#0b7', level: 3 },
        surface: { background: '#fffdf7', foreground: '#221' },
      },
    });
    expect(Object.fromEntries(variables)).toEqual({
      '--ck-theme-font': 'Inter',
      '--ck-theme-font-mono': 'Fira Code',
      '--ck-theme-font-size': '18px',
      '--ck-theme-radius-sm': '4px',
      '--ck-theme-radius-md': '6px',
      '--ck-theme-radius-lg': '8px',
      '--ck-theme-radius-xl': '10px',
      '--ck-theme-radius-full': '8px',
      '--ck-theme-space': '3.4px',
      '--ck-theme-hue': '263',
      '--ck-theme-chroma': '0.03',
      '--ck-theme-shade': '-1',
      '--ck-theme-accent': '#0b7',
      '--ck-theme-on-accent': '#fff',
      '--ck-theme-accent-mix': '20%',
      '--ck-theme-user-bubble': 'var(--ck-accent)',
      '--ck-theme-user-bubble-text': 'var(--ck-on-accent)',
      '--ck-theme-surface': '#fffdf7',
      '--ck-theme-text': '#221',
    });
  });

  it('takes a hue for one of the wheel that pages know', () => {
    // Red, green and blue in OKLCH (CSS Color 4); the same once around the wheel.
    for (const [hue, perceived] of [
      [0, 29],
      [120, 142],
      [240, 264],
      [-120, 264],
      [600, 264],
    ] as const) {
      expect(perceptualHue(hue)).toBe(perceived);
    }
  });

  it('names only variables that the tokens use', () => {
    const tokens = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
    const variables = themeVariables({
      typography: { baseSize: 18, fontFamily: 'Inter', fontFamilyMono: 'Fira Code' },
      radius: 'sharp',
      density: 'spacious',
      color: {
        grayscale: { hue: 0, tint: 0, shade: 0 },
        accent: { primary: 'red', level: 3 },
        surface: { background: 'white', foreground: 'black' },
      },
    });
    for (const name of variables.keys()) expect(tokens).toContain(`${name},`);
  });
});

describe('the rules of a root', () => {
  /** A document in which sheets can be made; each knows of which it is. */
  function documentOf(name: string) {
    class FakeSheet {
      readonly made = name;
      text = '';
      readonly cssRules = [{ style: document.createElement('div').style }];
      replaceSync(text: string): void {
        this.text = text;
      }
    }
    return { defaultView: { CSSStyleSheet: FakeSheet } } as unknown as Document;
  }

  it('are applied once, and are made anew in another document, with the variables', () => {
    const page = documentOf('page');
    const root = { adoptedStyleSheets: [], ownerDocument: page } as unknown as ShadowRoot;
    const other = { adoptedStyleSheets: [], ownerDocument: page } as unknown as ShadowRoot;
    const sheets = () => root.adoptedStyleSheets as unknown as { made: string; text: string }[];
    adoptRules(root, 'p {}');
    adoptRules(root, 'p {}');
    adoptRules(other, 'p {}');
    expect(root.adoptedStyleSheets).toHaveLength(1);
    expect(root.adoptedStyleSheets).toEqual(other.adoptedStyleSheets);
    const variables = new HostVariables(root);
    variables.set(new Map([['--a', '1']]));
    adoptRules(root, 'q {}');

    // What a browser does to a root that comes into a document without a window, and then a frame.
    for (const next of [{ defaultView: null } as Document, documentOf('frame')]) {
      Object.assign(root, { ownerDocument: next, adoptedStyleSheets: [] });
      variables.moved();
    }
    expect(sheets().map(({ made, text }) => `${made}: ${text}`)).toEqual([
      'frame: p {}',
      'frame: q {}',
      'frame: :host {}',
    ]);
    const own = root.adoptedStyleSheets.at(-1)?.cssRules[0] as CSSStyleRule;
    expect(own.style.getPropertyValue('--a')).toBe('1');
  });
});

describe('HostVariables', () => {
  it('replaces what was set before', () => {
    const { style } = document.createElement('div');
    class FakeSheet {
      readonly cssRules = [{ style }];
      replaceSync(): void {}
    }
    const ownerDocument = { defaultView: { CSSStyleSheet: FakeSheet } };
    const root = { adoptedStyleSheets: [], ownerDocument } as unknown as ShadowRoot;
    const variables = new HostVariables(root);
    expect(root.adoptedStyleSheets).toHaveLength(1);
    variables.set(new Map(Object.entries({ '--a': '1', '--b': '2' })));
    variables.set(new Map(Object.entries({ '--b': '3' })));
    expect(Array.from(style)).toEqual(['--b']);
    expect(style.getPropertyValue('--b')).toBe('3');
  });
});
