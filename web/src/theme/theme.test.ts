import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { HostVariables } from './sheets';
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
      '--ck-theme-hue': '220',
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

describe('HostVariables', () => {
  it('replaces what was set before', () => {
    const { style } = document.createElement('div');
    class FakeSheet {
      readonly cssRules = [{ style }];
      replaceSync(): void {}
    }
    vi.stubGlobal('CSSStyleSheet', FakeSheet);
    const root = { adoptedStyleSheets: [] } as unknown as ShadowRoot;
    const variables = new HostVariables(root);
    expect(root.adoptedStyleSheets).toHaveLength(1);
    variables.set(new Map(Object.entries({ '--a': '1', '--b': '2' })));
    variables.set(new Map(Object.entries({ '--b': '3' })));
    expect(Array.from(style)).toEqual(['--b']);
    expect(style.getPropertyValue('--b')).toBe('3');
    vi.unstubAllGlobals();
  });
});
