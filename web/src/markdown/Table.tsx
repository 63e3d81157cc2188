import { Component, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { MarkdownHostContext } from './host';
import { Inlines } from './Inlines';
import { type Mark, NO_MARKS, sameMarks, shareMarks } from './marks';
import { Scroller } from './Scroller';
import { cutLeaf, sourceOffset } from './syntax/blocks';
import type { Align, Leaf, Paragraph, Table, TableRow } from './syntax/nodes';
import { rowOf, splitCells } from './syntax/tables';

/** A text of more characters than this is not squeezed into one word a line. */
const LONG_CELL = 20;

interface TableViewProps {
  table: Table;
  open: boolean;
  marks: readonly Mark[];
  dir: 'auto' | undefined;
}

export function TableView({ table, open, marks, dir }: TableViewProps) {
  const { t } = useContext(MarkdownHostContext);
  const { align, head, children } = table;
  const shares = shareMarks(
    [head, ...children].map((row) => row.start),
    marks,
  );
  const last = children.length - 1;
  return (
    <Scroller class="ck-md-table" label={t('markdown.table')} dir={dir}>
      <table>
        <thead>
          <Row
            row={head}
            align={align}
            head
            open={open && last < 0}
            marks={shares[0] ?? NO_MARKS}
          />
        </thead>
        {children.length > 0 && (
          <tbody>
            {children.map((row, index) => (
              <Row
                key={row.start}
                row={row}
                align={align}
                head={false}
                open={open && index === last}
                marks={shares[index + 1] ?? NO_MARKS}
              />
            ))}
          </tbody>
        )}
      </table>
    </Scroller>
  );
}

interface RowProps {
  row: TableRow;
  align: readonly Align[];
  head: boolean;
  open: boolean;
  marks: readonly Mark[];
}

class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: Readonly<RowProps>): boolean {
    const { row, align, open, marks } = this.props;
    return (
      next.row !== row ||
      next.align !== align ||
      next.open !== open ||
      !sameMarks(next.marks, marks)
    );
  }

  override render({ row, align, head, open, marks }: RowProps): ComponentChildren {
    const shares = shareMarks(
      row.cells.map((cell) => cell.map[1] ?? 0),
      marks,
    );
    const lastWritten = row.cells.findLastIndex((cell) => cell.raw !== '');
    const Cell = head ? 'th' : 'td';
    return (
      <tr>
        {row.cells.map((cell, index) => (
          <Cell
            key={index}
            {...(head ? { scope: 'col' } : {})}
            data-align={align[index] ?? undefined}
            data-long={cell.raw.length > LONG_CELL ? '' : undefined}
          >
            <Inlines
              leaf={cell}
              open={open && index === lastWritten}
              marks={shares[index] ?? NO_MARKS}
            />
          </Cell>
        ))}
      </tr>
    );
  }
}

interface TableToBe {
  readonly before: Leaf | null;
  readonly table: Table;
}

/**
 * A line that begins with a bar, at the end of a text that is still being written, is nearly always
 * the head of a table: it is drawn as one from its first letter on.
 */
export function tableHeadOf({ text }: Paragraph): TableToBe | null {
  const { raw } = text;
  // Below the head, the row of dashes is on its way.
  const dashes = /\n\|[|:\- \t]*$/.exec(raw);
  const headEnd = dashes ? dashes.index : raw.length;
  const headStart = raw.lastIndexOf('\n', headEnd - 1) + 1;
  if (raw.charAt(headStart) !== '|' || (dashes && dashes.index === 0)) return null;
  const line = raw.slice(headStart, headEnd);
  const cells = splitCells(line);
  const start = sourceOffset(text.map, headStart);
  const head = rowOf({ text: line, at: start }, cells);
  const align = cells.map(() => null);
  const table: Table = { type: 'table', start, end: head.end, align, head, children: [] };
  return { before: headStart > 0 ? cutLeaf(text, 0, headStart - 1) : null, table };
}
