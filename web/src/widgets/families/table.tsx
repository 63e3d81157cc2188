import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { edgeStyle, set, size, spacing } from '../css';
import { count, flag, oneOf, type Props, raw, readers, renderer, type WireOf } from '../props';
import { Children } from '../render';

const tableReaders = readers<WireOf<'Table'>>()({ children: raw });

function TableView({ children }: Props<typeof tableReaders>) {
  return (
    <div class="ck-w-table">
      <table>
        <tbody>
          <Children of={children} />
        </tbody>
      </table>
    </div>
  );
}

const InHeader = createContext(false);

const rowReaders = readers<WireOf<'Table.Row'>>()({ children: raw, header: flag });

function RowView({ children, header }: Props<typeof rowReaders>) {
  return (
    <InHeader.Provider value={header}>
      <tr data-header={header || undefined}>
        <Children of={children} />
      </tr>
    </InHeader.Provider>
  );
}

const edge = oneOf('start', 'center', 'end');

const cellReaders = readers<WireOf<'Table.Cell'>>()({
  children: raw,
  width: size,
  padding: spacing,
  colSpan: count(1, 100),
  rowSpan: count(1, 1000),
  align: edge,
  vAlign: edge,
  colSize: oneOf('xs', 'sm', 'md', 'lg', 'xl'),
});

const VERTICAL = { start: 'top', center: 'middle', end: 'bottom' };

function CellView(props: Props<typeof cellReaders>) {
  const header = useContext(InHeader);
  const attributes = {
    colSpan: props.colSpan,
    rowSpan: props.rowSpan,
    'data-align': props.align,
    'data-col-size': props.colSize,
    style: {
      ...set('inlineSize', props.width),
      ...set('verticalAlign', props.vAlign && VERTICAL[props.vAlign]),
      ...edgeStyle('padding', props.padding),
    },
  };
  const content = <Children of={props.children} />;
  return header ? (
    <th scope="col" {...attributes}>
      {content}
    </th>
  ) : (
    <td {...attributes}>{content}</td>
  );
}

export const Table = renderer(tableReaders, TableView);
export const TableRow = renderer(rowReaders, RowView);
export const TableCell = renderer(cellReaders, CellView);
