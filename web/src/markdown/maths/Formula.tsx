import { type ComponentChildren, createElement } from 'preact';
import { useContext } from 'preact/hooks';
import { Chunk, useChunk } from '../../chunks';
import { MarkdownHostContext } from '../host';
import { Scroller } from '../Scroller';
import type { MathElement } from './mathml';

const maths = new Chunk('maths', () => import('./mathml'));

interface FormulaProps {
  tex: string;
  /** Its end is still to come. */
  open: boolean;
}

/** A formula in a line of text; with `display` one that interrupts the text. */
export function InlineFormula({ tex, display, open }: FormulaProps & { display: boolean }) {
  const { t } = useContext(MarkdownHostContext);
  const formula = <Formula tex={tex} display={display} open={open} />;
  return display ? (
    <Scroller class="ck-math-block" label={t('markdown.formula')} inline>
      {formula}
    </Scroller>
  ) : (
    formula
  );
}

/** A formula that has its lines to itself. What is too wide is scrolled in its own frame. */
export function BlockFormula({ tex, open }: FormulaProps) {
  const { t } = useContext(MarkdownHostContext);
  return (
    <Scroller class="ck-math-block" label={t('markdown.formula')}>
      <Formula tex={tex} display open={open} />
    </Scroller>
  );
}

/** While it is being written or loaded, and where it is wrong, its source is shown. */
function Formula({ tex, display, open }: FormulaProps & { display: boolean }) {
  const { onChunkFailure, t } = useContext(MarkdownHostContext);
  const parser = useChunk(maths, onChunkFailure, tex !== '');
  if (open || !parser) {
    const source = open ? tex.replace(/(?:\s|\\|\$)+$/, '') : tex;
    return <Source tex={source} />;
  }
  const formula = parser.parseTex(tex, display);
  if ('error' in formula) {
    const title =
      formula.error === null
        ? t('markdown.formula.wrong')
        : t('markdown.formula.wrong.reason', { reason: formula.error });
    return <Source tex={tex} title={title} />;
  }
  return drawMath(formula.math);
}

function Source({ tex, title }: { tex: string; title?: string }) {
  return (
    <code class="ck-tex" dir="ltr" title={title} data-wrong={title === undefined ? undefined : ''}>
      {tex}
    </code>
  );
}

function drawMath({ tag, attributes, style, children }: MathElement): ComponentChildren {
  const drawn = children.map((child) => (typeof child === 'string' ? child : drawMath(child)));
  return createElement(tag, { ...attributes, style }, ...drawn);
}
