import { useId, useMemo, useRef } from 'preact/hooks';
import { Blocks, type HeadingLevel } from './Blocks';
import { DocumentContext } from './context';
import { MarkdownDocument } from './document';
import { Footnotes } from './Footnotes';
import { type Mark, NO_MARKS } from './marks';
import type { Block } from './syntax/nodes';

interface MarkdownProps {
  text: string;
  /** More is to come. */
  streaming?: boolean;
  /** What stands in the text, in the order of its places. */
  marks?: readonly Mark[];
}

/** Draws markdown, safely: what it cannot show it shows as text. */
export function Markdown({ text, streaming = false, marks = NO_MARKS }: MarkdownProps) {
  const document = useRef<MarkdownDocument>(null);
  document.current ??= new MarkdownDocument();
  const { blocks, definitions, footnotes } = document.current.update(text, streaming);
  const id = useId();
  const context = useMemo(() => ({ definitions, id }), [definitions, id]);

  return (
    <DocumentContext value={context}>
      <div class="ck-md">
        <Blocks blocks={blocks} open={streaming} marks={marks} levels={headingLevels(blocks)} top />
        {footnotes.length > 0 && <Footnotes notes={footnotes} />}
      </div>
    </DocumentContext>
  );
}

/**
 * The levels of a document's headings, without gaps: who reads by headings would look for what is
 * missing, and authors use the depths by their looks.
 */
function headingLevels(blocks: readonly Block[]): (HeadingLevel | undefined)[] {
  let depth = 0;
  let level = 3;
  return blocks.map((block) => {
    if (block.type !== 'heading') return undefined;
    if (block.depth > depth) level += 1;
    else level -= depth - block.depth;
    depth = block.depth;
    level = Math.min(6, Math.max(4, level));
    return level as HeadingLevel;
  });
}
