import { useId, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import { surfaceColor } from '../colors';
import { border, borderStyle, type Edges, type Style, set, space, spacing } from '../css';
import { useEnv } from '../env';
import { ContainerShell, FormShell } from '../form-shell';
import { useAllowedImage } from '../pictures';
import {
  flag,
  imageUrl,
  oneOf,
  type Props,
  type Reader,
  raw,
  readers,
  renderer,
  text,
  type WireOf,
} from '../props';
import { Children } from '../render';
import { isNode, isRecord } from '../types';
import { FooterButton, plainButton } from './button';
import { alignment, flowStyle, justification } from './layout';

export const theme = oneOf('light', 'dark');

interface Status {
  readonly text: string;
  readonly icon: string | undefined;
  readonly favicon: string | undefined;
  readonly frame: boolean;
}

export const status: Reader<Status | undefined> = (value) => {
  if (!isRecord(value) || typeof value['text'] !== 'string') return undefined;
  return {
    text: value['text'],
    icon: text(value['icon']),
    favicon: imageUrl(value['favicon']),
    frame: flag(value['frame']),
  };
};

/** The line above a card or list: what it is, or where it comes from. */
export function StatusLine({ of: line, id }: { of: Status; id?: string }) {
  const favicon = useAllowedImage(line.favicon);
  return (
    <div id={id} class="ck-w-status" part="widget-status">
      {favicon && (
        <img
          src={favicon}
          alt=""
          data-frame={line.frame || undefined}
          loading="lazy"
          referrerpolicy="no-referrer"
        />
      )}
      {line.icon && <Icon name={line.icon} />}
      <span dir="auto">{line.text}</span>
    </div>
  );
}

const cardReaders = readers<WireOf<'Card'>>()({
  asForm: flag,
  children: raw,
  background: surfaceColor,
  border,
  size: oneOf('sm', 'md', 'lg', 'full'),
  padding: spacing,
  status,
  collapsed: flag,
  confirm: plainButton,
  cancel: plainButton,
  theme,
});

type CardProps = Props<typeof cardReaders>;

function CardView(props: CardProps) {
  const { asForm, confirm } = props;
  const attributes = {
    class: 'ck-w-card',
    part: 'widget card',
    'data-size': props.size,
    style: { ...set('background', props.background), ...borderStyle(props.border) },
  };
  const content = props.collapsed ? <Collapsed {...props} /> : <CardContent {...props} />;
  return (
    <div class="ck-w-root" data-ck-theme={props.theme} data-size={props.size}>
      {props.status && <StatusLine of={props.status} />}
      {asForm ? (
        <FormShell {...attributes} aria-label={nameOf(props)} submitAction={confirm?.action}>
          {content}
        </FormShell>
      ) : (
        <ContainerShell {...attributes}>{content}</ContainerShell>
      )}
    </div>
  );
}

/** What a screen reader calls the form: its first title, or else its status line. */
function nameOf({ children, status }: CardProps): string | undefined {
  const nodes: readonly unknown[] = Array.isArray(children) ? children : [];
  const title = nodes.find((node) => isNode(node) && node.type === 'Title');
  const value = isRecord(title) ? title['value'] : undefined;
  return typeof value === 'string' ? value : status?.text;
}

function CardContent({ asForm, children, padding, confirm, cancel }: CardProps) {
  return (
    <>
      <div class="ck-w-card-body" style={paddingVariables(padding)}>
        <Children of={children} />
      </div>
      {(confirm || cancel) && (
        <div class="ck-w-card-footer">
          {cancel && <FooterButton button={cancel} primary={false} submit={false} />}
          {confirm && <FooterButton button={confirm} primary submit={asForm} />}
        </div>
      )}
    </>
  );
}

/** Variables, because flush children have to know the padding that they reach across. */
function paddingVariables(padding: Edges<string> | undefined): Style {
  return {
    ...set('--ck-w-pad-top', padding?.top),
    ...set('--ck-w-pad-end', padding?.end),
    ...set('--ck-w-pad-bottom', padding?.bottom),
    ...set('--ck-w-pad-start', padding?.start),
  };
}

/** A card that has done its work: one line, which opens again to be read. */
function Collapsed(props: CardProps) {
  const { labels } = useEnv();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button
        type="button"
        class="ck-w-summary"
        part="button summary"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Icon name="check-circle" />
        <span class="ck-w-summary-text" dir="auto">
          {firstText(props.children) ?? (open ? labels.hideDetails : labels.showDetails)}
        </span>
        <Icon name={open ? 'lucide:chevron-up' : 'lucide:chevron-down'} />
      </button>
      <div id={id} hidden={!open}>
        {open && <CardContent {...props} confirm={undefined} cancel={undefined} />}
      </div>
    </>
  );
}

/** The first words of a card, to stand for it when it is collapsed. */
function firstText(children: unknown, depth = 0): string | undefined {
  if (depth > 8) return undefined;
  for (const child of Array.isArray(children) ? children : [children]) {
    if (!isNode(child)) continue;
    const own = ['Title', 'Text', 'Caption'].includes(child.type) ? text(child['value']) : '';
    const found = own || firstText(child['children'], depth + 1);
    if (found) return found;
  }
  return undefined;
}

const basicReaders = readers<WireOf<'Basic'>>()({
  children: raw,
  theme,
  direction: oneOf('row', 'col'),
  gap: space,
  padding: spacing,
  align: alignment,
  justify: justification,
});

function BasicView(props: Props<typeof basicReaders>) {
  return (
    <div class="ck-w-root" data-ck-theme={props.theme} data-size="full">
      <ContainerShell
        class="ck-w-basic"
        part="widget basic"
        data-direction={props.direction}
        style={{ ...flowStyle(props), ...paddingVariables(props.padding) }}
      >
        <Children of={props.children} />
      </ContainerShell>
    </div>
  );
}

export const Card = renderer(cardReaders, CardView, { size: 'md' });
export const Basic = renderer(basicReaders, BasicView, { direction: 'col' });
