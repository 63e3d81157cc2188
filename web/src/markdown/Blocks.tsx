import { Component, type ComponentChildren, Fragment } from 'preact';
import { useContext } from 'preact/hooks';
import { CodeBlock } from './code/CodeBlock';
import { MarkdownHostContext } from './host';
import { Inlines } from './Inlines';
import { type Mark, NO_MARKS, sameMarks, shareMarks } from './marks';
import { BlockFormula } from './maths/Formula';
import type { Block, ListItem, Paragraph } from './syntax/nodes';
import { TableView, tableHeadOf } from './Table';

/** The levels that are left for headings in a message: a turn of the conversation has the third. */
export type HeadingLevel = 4 | 5 | 6;

interface BlocksProps {
  blocks: readonly Block[];
  /** The last one is the end of a text that is still being written. */
  open: boolean;
  marks?: readonly Mark[];
  /** Of each heading; left out inside of other blocks, where a heading is only a line in bold. */
  levels?: readonly (HeadingLevel | undefined)[];
  /** Blocks at the top find their own direction; what is inside of them goes the same way. */
  top?: boolean;
}

export function Blocks({ blocks, open, marks = NO_MARKS, levels, top = false }: BlocksProps) {
  const shares = shareMarks(
    blocks.map((block) => block.start),
    marks,
  );
  const last = blocks.length - 1;
  return (
    <>
      {blocks.map((block, index) => (
        <BlockView
          key={block.start}
          block={block}
          open={open && index === last}
          marks={shares[index] ?? NO_MARKS}
          level={levels?.[index]}
          top={top}
        />
      ))}
    </>
  );
}

interface BlockViewProps {
  block: Block;
  open: boolean;
  marks: readonly Mark[];
  level: HeadingLevel | undefined;
  top: boolean;
}

/** Drawn again only when it changed: a long text costs what its last block costs. */
class BlockView extends Component<BlockViewProps> {
  override shouldComponentUpdate(next: Readonly<BlockViewProps>): boolean {
    const { block, open, marks, level, top } = this.props;
    return (
      next.block !== block ||
      next.open !== open ||
      next.level !== level ||
      next.top !== top ||
      !sameMarks(next.marks, marks)
    );
  }

  override render(props: BlockViewProps): ComponentChildren {
    return drawBlock(props);
  }
}

function drawBlock({ block, open, marks, level, top }: BlockViewProps): ComponentChildren {
  const dir = top ? 'auto' : undefined;
  const behind = marks.map(({ key, content }) => <Fragment key={key}>{content}</Fragment>);
  switch (block.type) {
    case 'paragraph':
      return drawParagraph(block, open, marks, dir);
    case 'heading': {
      const Heading = level ? (`h${level}` as const) : 'p';
      return (
        <Heading dir={dir} data-level={block.depth}>
          <Inlines leaf={block.text} open={open} marks={marks} />
        </Heading>
      );
    }
    case 'code':
      return [
        <CodeBlock
          key="code"
          code={block.value}
          language={block.language}
          open={open && !block.closed}
        />,
        behind,
      ];
    case 'math':
      return [<BlockFormula key="math" tex={block.value} open={open && !block.closed} />, behind];
    case 'html':
      return /^<br\s*\/?>$/i.test(block.value) ? (
        <br />
      ) : (
        <p dir={dir} class="ck-md-html">
          {block.value}
          {behind}
        </p>
      );
    case 'thematicBreak':
      return <hr />;
    case 'blockquote':
      return (
        <blockquote dir={dir}>
          <Blocks blocks={block.children} open={open} marks={marks} />
        </blockquote>
      );
    case 'list': {
      const shares = shareMarks(
        block.children.map((item) => item.start),
        marks,
      );
      const last = block.children.length - 1;
      const items = block.children.map((item, index) => (
        <ItemView
          key={item.start}
          item={item}
          open={open && index === last}
          marks={shares[index] ?? NO_MARKS}
        />
      ));
      const spread = block.spread ? '' : undefined;
      return block.ordered ? (
        <ol dir={dir} start={block.first} data-spread={spread}>
          {items}
        </ol>
      ) : (
        <ul dir={dir} data-spread={spread}>
          {items}
        </ul>
      );
    }
    case 'table':
      return <TableView table={block} open={open} marks={marks} dir={dir} />;
    case 'definition':
      return behind;
    case 'footnote':
      // Drawn below the text, with the others.
      return behind;
    default:
      return block satisfies never;
  }
}

function drawParagraph(
  paragraph: Paragraph,
  open: boolean,
  marks: readonly Mark[],
  dir: 'auto' | undefined,
): ComponentChildren {
  const table = open ? tableHeadOf(paragraph) : null;
  if (!table) {
    return (
      <p dir={dir}>
        <Inlines leaf={paragraph.text} open={open} marks={marks} />
      </p>
    );
  }
  return [
    table.before && (
      <p key="text" dir={dir}>
        <Inlines leaf={table.before} open={false} marks={marks} />
      </p>
    ),
    <TableView key="table" table={table.table} open marks={NO_MARKS} dir={dir} />,
  ];
}

interface ItemViewProps {
  item: ListItem;
  open: boolean;
  marks: readonly Mark[];
}

class ItemView extends Component<ItemViewProps> {
  override shouldComponentUpdate(next: Readonly<ItemViewProps>): boolean {
    const { item, open, marks } = this.props;
    return next.item !== item || next.open !== open || !sameMarks(next.marks, marks);
  }

  override render({ item, open, marks }: ItemViewProps): ComponentChildren {
    const isTask = item.checked !== null;
    return (
      <li data-task={isTask ? '' : undefined}>
        {isTask && <Checkbox checked={item.checked === true} />}
        {item.spread ? (
          <Blocks blocks={item.children} open={open} marks={marks} />
        ) : (
          <TightBlocks blocks={item.children} open={open} marks={marks} />
        )}
      </li>
    );
  }
}

/** The text of an item of a tight list is a line, not a paragraph. */
function TightBlocks({ blocks, open, marks = NO_MARKS }: BlocksProps): ComponentChildren {
  const shares = shareMarks(
    blocks.map((block) => block.start),
    marks,
  );
  const last = blocks.length - 1;
  return blocks.map((block, index) => {
    const isOpen = open && index === last;
    const own = shares[index] ?? NO_MARKS;
    if (block.type === 'paragraph' && !(isOpen && tableHeadOf(block))) {
      return <Inlines key={block.start} leaf={block.text} open={isOpen} marks={own} />;
    }
    return (
      <BlockView
        key={block.start}
        block={block}
        open={isOpen}
        marks={own}
        level={undefined}
        top={false}
      />
    );
  });
}

function Checkbox({ checked }: { checked: boolean }) {
  const { t } = useContext(MarkdownHostContext);
  return (
    <span
      class="ck-md-check"
      role="img"
      aria-label={t(checked ? 'markdown.task.done' : 'markdown.task.open')}
      data-checked={checked ? '' : undefined}
    />
  );
}
