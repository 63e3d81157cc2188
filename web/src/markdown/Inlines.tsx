import { Component, type ComponentChildren, Fragment } from 'preact';
import { useContext } from 'preact/hooks';
import { DocumentContext } from './context';
import { FootnoteReference } from './FootnoteReference';
import { Image, LinkTo } from './Link';
import {
  insertMark,
  type Mark,
  type Marked,
  NO_MARKS,
  positionIn,
  sameMarks,
  shareMarks,
} from './marks';
import { InlineFormula } from './maths/Formula';
import { cutLeaf, sourceOffset } from './syntax/blocks';
import { parseInlines } from './syntax/inlines';
import type { Inline, Leaf } from './syntax/nodes';
import { cutPoints } from './syntax/segments';

interface InlinesProps {
  leaf: Leaf;
  /** It is the end of a text that is still being written. */
  open: boolean;
  marks?: readonly Mark[];
}

/** What is in the lines of a block. A long text is drawn in pieces, each only when it changed. */
export function Inlines({ leaf, open, marks = NO_MARKS }: InlinesProps): ComponentChildren {
  const cuts = cutPoints(leaf.raw);
  if (cuts.length === 1) return <Piece leaf={leaf} open={open} marks={marks} />;
  const starts = [0, ...cuts.slice(0, -1)];
  const shares = shareMarks(
    starts.map((start) => sourceOffset(leaf.map, start)),
    marks,
  );
  return starts.map((start, index) => (
    <Piece
      key={start}
      leaf={cutLeaf(leaf, start, cuts[index] ?? start)}
      open={open && index === starts.length - 1}
      marks={shares[index] ?? NO_MARKS}
    />
  ));
}

class Piece extends Component<Required<InlinesProps>> {
  override shouldComponentUpdate(next: Readonly<Required<InlinesProps>>): boolean {
    const { leaf, open, marks } = this.props;
    const isSame =
      next.leaf === leaf || (next.leaf.raw === leaf.raw && startOf(next) === startOf(this.props));
    return !isSame || next.open !== open || !sameMarks(next.marks, marks);
  }

  override render(props: Required<InlinesProps>): ComponentChildren {
    return <Parsed {...props} />;
  }
}

const startOf = ({ leaf }: InlinesProps): number => leaf.map[1] ?? 0;

function Parsed({ leaf, open, marks }: Required<InlinesProps>): ComponentChildren {
  const { definitions } = useContext(DocumentContext);
  let nodes: readonly Marked[] = parseInlines(leaf.raw, definitions, open);
  // From the last to the first, so that each comes to stand before those behind it.
  for (const mark of marks.toReversed())
    nodes = insertMark(nodes, mark, positionIn(leaf, mark.offset));
  return drawAll(nodes);
}

/** Deeper nesting than this is nobody's prose. */
const MAX_DEPTH = 40;

function drawAll(nodes: readonly Marked[], depth = 0): ComponentChildren {
  return nodes.map((node) => drawInline(node, depth));
}

function drawInline(node: Marked, depth: number): ComponentChildren {
  if (depth > MAX_DEPTH) return null;
  const inside = (children: readonly Inline[]) => drawAll(children, depth + 1);
  switch (node.type) {
    case 'text':
      return node.value.replaceAll('\0', '\ufffd');
    case 'emphasis':
      return <em>{inside(node.children)}</em>;
    case 'strong':
      return <strong>{inside(node.children)}</strong>;
    case 'delete':
      return <del>{inside(node.children)}</del>;
    case 'inlineCode':
      return <code dir="ltr">{node.value}</code>;
    case 'inlineHtml':
      return node.value;
    case 'break':
      return <br />;
    case 'link':
      return (
        <LinkTo url={node.url} title={node.title}>
          {inside(node.children)}
        </LinkTo>
      );
    case 'image':
      return <Image url={node.url} title={node.title} alt={node.alt} />;
    case 'inlineMath':
      return <InlineFormula tex={node.value} display={node.display} open={!node.closed} />;
    case 'footnoteReference':
      return <FootnoteReference label={node.label} />;
    case 'mark':
      return <Fragment key={node.mark.key}>{node.mark.content}</Fragment>;
    default:
      return node satisfies never;
  }
}
