import { Component, type ComponentChildren } from 'preact';
import { useContext, useMemo, useRef } from 'preact/hooks';
import { type Block, BlockParser } from './blocks';
import { MarkdownHostContext } from './host';
import { type RenderContext, renderNode } from './render';
import { completeTail } from './tail';

interface BlockViewProps {
  block: Block;
  /** It is the end of a text that is still being written. */
  open: boolean;
  context: RenderContext;
}

/** Drawn again only when it changed: a long text costs what its last block costs. */
class BlockView extends Component<BlockViewProps> {
  override shouldComponentUpdate(next: Readonly<BlockViewProps>): boolean {
    const { block, open, context } = this.props;
    return next.block !== block || next.open !== open || next.context !== context;
  }

  override render({ block, open, context }: BlockViewProps): ComponentChildren {
    return renderNode(open ? completeTail(block.node) : block.node, context);
  }
}

interface MarkdownProps {
  text: string;
  /** More is to come. */
  streaming?: boolean;
}

/** Draws markdown, safely: what it cannot show it shows as text. */
export function Markdown({ text, streaming = false }: MarkdownProps) {
  const host = useContext(MarkdownHostContext);
  const parser = useRef<BlockParser>(null);
  parser.current ??= new BlockParser();
  const blocks = parser.current.parse(text);
  const { definitions } = parser.current;
  const context = useMemo(() => ({ ...host, definitions }), [host, definitions]);
  const last = blocks.length - 1;

  return (
    <div class="ck-md">
      {blocks.map((block, index) => (
        <BlockView
          key={block.start}
          block={block}
          open={streaming && index === last}
          context={context}
        />
      ))}
    </div>
  );
}
