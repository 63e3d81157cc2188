import { Component, type ComponentChildren } from 'preact';
import { useContext, useMemo, useRef } from 'preact/hooks';
import { type Block, BlockParser } from './blocks';
import { MarkdownHostContext } from './host';
import { type Mark, marksByBlock, sameMarks, withMarks } from './marks';
import { type HeadingLevel, type RenderContext, renderNode } from './render';
import { completeTail } from './tail';

interface BlockViewProps {
  block: Block;
  /** It is the end of a text that is still being written. */
  open: boolean;
  level: HeadingLevel | undefined;
  marks: readonly Mark[];
  context: RenderContext;
}

/** Drawn again only when it changed: a long text costs what its last block costs. */
class BlockView extends Component<BlockViewProps> {
  override shouldComponentUpdate(next: Readonly<BlockViewProps>): boolean {
    const { block, open, level, marks, context } = this.props;
    return (
      next.block !== block ||
      next.open !== open ||
      next.level !== level ||
      next.context !== context ||
      !sameMarks(next.marks, marks)
    );
  }

  override render({ block, open, level, marks, context }: BlockViewProps): ComponentChildren {
    const node = withMarks(block, marks);
    return renderNode(open ? completeTail(node) : node, context, 0, level);
  }
}

/**
 * The levels of a document's headings, without gaps: who reads by headings would look for what is
 * missing, and authors use the depths by their looks.
 */
function headingLevels(blocks: readonly Block[]): (HeadingLevel | undefined)[] {
  let depth = 0;
  let level = 3;
  return blocks.map(({ node }) => {
    if (node.type !== 'heading') return undefined;
    if (node.depth > depth) level += 1;
    else level -= depth - node.depth;
    depth = node.depth;
    level = Math.min(6, Math.max(4, level));
    return level as HeadingLevel;
  });
}

interface MarkdownProps {
  text: string;
  /** More is to come. */
  streaming?: boolean;
  /** What stands in the text, in the order of its places. */
  marks?: readonly Mark[];
}

const NO_MARKS: readonly Mark[] = [];

/** Draws markdown, safely: what it cannot show it shows as text. */
export function Markdown({ text, streaming = false, marks = NO_MARKS }: MarkdownProps) {
  const host = useContext(MarkdownHostContext);
  const parser = useRef<BlockParser>(null);
  parser.current ??= new BlockParser();
  const blocks = parser.current.parse(text);
  const { definitions } = parser.current;
  const context = useMemo(() => ({ ...host, definitions }), [host, definitions]);
  const levels = headingLevels(blocks);
  const marked = marksByBlock(blocks, marks);
  const last = blocks.length - 1;

  return (
    <div class="ck-md">
      {blocks.map((block, index) => (
        <BlockView
          key={block.start}
          block={block}
          open={streaming && index === last}
          level={levels[index]}
          marks={marked[index] ?? NO_MARKS}
          context={context}
        />
      ))}
    </div>
  );
}
