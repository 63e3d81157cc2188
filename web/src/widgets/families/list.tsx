import { createContext } from 'preact';
import { useContext, useId, useState } from 'preact/hooks';
import { useAction } from '../actions';
import { type Style, set, space } from '../css';
import { useEnv } from '../env';
import { ContainerShell } from '../form-shell';
import { action, type Props, type Reader, raw, readers, renderer, type WireOf } from '../props';
import { Children } from '../render';
import { StatusLine, status, theme } from './card';
import { alignment, flowStyle } from './layout';

/** How many rows `limit: "auto"` shows. */
const AUTO_LIMIT = 8;

const limit: Reader<number | undefined> = (value) => {
  if (value === 'auto') return AUTO_LIMIT;
  return typeof value === 'number' && value >= 1 ? Math.trunc(value) : undefined;
};

const listReaders = readers<WireOf<'ListView'>>()({
  children: raw,
  limit,
  status,
  theme,
});

const InList = createContext(false);

function ListView(props: Props<typeof listReaders>) {
  const { labels } = useEnv();
  const [open, setOpen] = useState(false);
  const id = useId();
  const rows = [props.children ?? []].flat();
  const most = props.limit ?? rows.length;
  const shown = open ? rows : rows.slice(0, most);
  return (
    <div class="ck-w-root" data-ck-theme={props.theme} data-size="full">
      {props.status && <StatusLine of={props.status} id={`${id}-status`} />}
      <ContainerShell class="ck-w-list" part="widget list" style={NO_STYLE}>
        <InList.Provider value={true}>
          {/* biome-ignore lint/a11y/noRedundantRoles: Safari takes the role from a list without bullets */}
          <ul id={id} role="list" aria-labelledby={props.status && `${id}-status`}>
            <Children of={shown} />
          </ul>
        </InList.Provider>
        {rows.length > most && (
          <button
            type="button"
            class="ck-w-show-more"
            part="button show-more"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {open ? labels.showLess : `${labels.showMore} (${rows.length - most})`}
          </button>
        )}
      </ContainerShell>
    </div>
  );
}

const NO_STYLE: Style = {};

const itemReaders = readers<WireOf<'ListViewItem'>>()({
  children: raw,
  onClickAction: action,
  gap: space,
  align: alignment,
});

function ListItemView({ children, onClickAction, gap, align }: Props<typeof itemReaders>) {
  const id = useId();
  const control = useAction('self');
  const Row = useContext(InList) ? 'li' : 'div';
  return (
    <Row
      class="ck-w-item"
      part="widget-item"
      data-ck-row
      data-action={onClickAction ? true : undefined}
      aria-busy={control.busy || undefined}
    >
      {onClickAction && (
        // Covers the row, below the controls that the row may hold: those stay buttons of their own.
        <button
          type="button"
          class="ck-w-item-hit"
          aria-labelledby={id}
          aria-disabled={control.blocked || undefined}
          onClick={() => control.run(onClickAction)}
        />
      )}
      <div
        id={id}
        class="ck-w-item-content"
        style={{ ...flowStyle({ align }), ...set('gap', gap) }}
      >
        <Children of={children} />
      </div>
    </Row>
  );
}

export const List = renderer(listReaders, ListView);
export const ListItem = renderer(itemReaders, ListItemView);
