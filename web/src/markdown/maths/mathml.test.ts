import { describe, expect, it } from 'vitest';
import { type MathElement, type MathNode, parseTex } from './mathml';

function elementsOf(node: MathNode): MathElement[] {
  return typeof node === 'string' ? [] : [node, ...node.children.flatMap(elementsOf)];
}

function textOf(node: MathNode): string {
  return typeof node === 'string' ? node : node.children.map(textOf).join('');
}

describe('TeX', () => {
  it('becomes MathML that says what it was', () => {
    const formula = parseTex('\\frac{a}{b}', true);
    if (!('math' in formula)) throw new Error('not drawn');
    expect(formula.math).toMatchObject({
      tag: 'math',
      attributes: { alttext: '\\frac{a}{b}', display: 'block' },
    });
    expect(elementsOf(formula.math).map((element) => element.tag)).toContain('mfrac');
    expect(textOf(formula.math)).toBe('ab');
  });

  it('is parsed once as long as it is remembered', () => {
    expect(parseTex('x_1', false)).toBe(parseTex('x_1', false));
    expect(parseTex('x_1', false)).not.toBe(parseTex('x_1', true));
  });

  it.each([
    ['\\notacommand{x}', 'Unsupported function name: \\notacommand'],
    ['\\frac{1', expect.stringContaining('Unexpected end of input')],
    ['x^2^3', 'Double superscript'],
    ['a_', null],
  ])('that is wrong says why, where that is known: %s', (tex, error) => {
    expect(parseTex(tex, false)).toEqual({ error });
  });
});

describe('TeX of somebody who means no good', () => {
  const many = (piece: string, count: number) => piece.repeat(count);

  it.each([
    ['a macro that never ends', '\\def\\a{\\a\\a}\\a'],
    ['a macro that doubles', `\\newcommand{\\x}[1]{#1#1}${many('\\x{', 20)}a${many('}', 20)}`],
    ['open braces', many('{', 2_000)],
    ['roots in roots', `${many('\\sqrt{', 500)}x${many('}', 500)}`],
    ['many cells', `\\begin{matrix}${many('a&', 2_000)}\\end{matrix}`],
    ['superscripts', many('x^{', 900)],
    ['a long formula', many('x+', 50_000)],
    ['wide columns', `\\begin{array}{${many('c', 4_000)}}1\\end{array}`],
  ])('ends in little time: %s', (_name, tex) => {
    const start = performance.now();
    expect(parseTex(tex, true)).toBeDefined();
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it.each([
    '\\href{javascript:alert(1)}{x}',
    '\\url{https://a.test}',
    '\\includegraphics{https://a.test/x.png}',
    '\\style{position:fixed}{x}',
    '\\class{ck-code}{x}',
    '\\id{root}{x}',
    '\\data{a=b}{x}',
    '\\text{<img src=x onerror=alert(1)>}',
    '\\rule{1000em}{1000em}',
    '\\hspace{-500em}x',
    '\\raisebox{900em}{x}',
    '\\color{url(https://a.test)}x',
    '\\tag{x}\\label{y}',
  ])('brings in nothing but formulas: %s', (tex) => {
    const formula = parseTex(tex, true);
    if ('error' in formula) return;
    for (const { tag, attributes, style } of elementsOf(formula.math)) {
      expect(tag).toMatch(/^m[a-z]+$/);
      expect(attributes).not.toHaveProperty('href');
      expect(attributes).not.toHaveProperty('id');
      expect(attributes['class'] ?? 'tml-').toMatch(/^tml-/);
      for (const value of Object.values(style)) expect(value).not.toMatch(/url|-\d{2}|\d{3}em/);
    }
  });
});
