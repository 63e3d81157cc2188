import { borderColor, surfaceColor } from '../colors';
import {
  blockReaders,
  blockStyle,
  border,
  borderStyle,
  edgeStyle,
  flex,
  type Style,
  set,
  size,
  space,
  spacing,
} from '../css';
import { FormShell } from '../form-shell';
import { action, flag, oneOf, type Props, raw, readers, renderer, type WireOf } from '../props';
import { Children } from '../render';
import { isNode } from '../types';

export const alignment = oneOf('start', 'center', 'end', 'baseline', 'stretch');

const ALIGN = {
  start: 'flex-start',
  center: 'center',
  end: 'flex-end',
  baseline: 'baseline',
  stretch: 'stretch',
};

export const justification = oneOf(
  'start',
  'center',
  'end',
  'between',
  'around',
  'evenly',
  'stretch',
);

const JUSTIFY = {
  start: 'flex-start',
  center: 'center',
  end: 'flex-end',
  between: 'space-between',
  around: 'space-around',
  evenly: 'space-evenly',
  stretch: 'stretch',
};

const boxReaders = {
  ...blockReaders,
  children: raw,
  align: alignment,
  justify: justification,
  wrap: oneOf('nowrap', 'wrap', 'wrap-reverse'),
  flex,
  gap: space,
  padding: spacing,
  border,
  background: surfaceColor,
};

type BoxProps = Props<typeof boxReaders>;

/** How children are laid out: what `Basic`, list items and boxes have in common. */
export function flowStyle(flow: Partial<Pick<BoxProps, 'align' | 'justify' | 'gap'>>): Style {
  return {
    ...set('alignItems', flow.align && ALIGN[flow.align]),
    ...set('justifyContent', flow.justify && JUSTIFY[flow.justify]),
    ...set('gap', flow.gap),
  };
}

function boxStyle(box: BoxProps): Style {
  return {
    ...flowStyle(box),
    ...blockStyle(box),
    ...edgeStyle('padding', box.padding),
    ...borderStyle(box.border),
    ...set('flexWrap', box.wrap),
    ...set('flex', box.flex),
    ...set('background', box.background),
  };
}

const directed = { ...boxReaders, direction: oneOf('row', 'col') };

const boxSpec = readers<WireOf<'Box'>>()(directed);

function BoxView(props: Props<typeof boxSpec>) {
  return <Flow kind="box" direction={props.direction} box={props} />;
}

const rowSpec = readers<WireOf<'Row'>>()(boxReaders);

function RowView(props: Props<typeof rowSpec>) {
  return <Flow kind="row" direction="row" box={props} />;
}

const colSpec = readers<WireOf<'Col'>>()(boxReaders);

function ColView(props: Props<typeof colSpec>) {
  return <Flow kind="col" direction="col" box={props} />;
}

function Flow({
  kind,
  direction,
  box,
}: {
  kind: string;
  direction: string | undefined;
  box: BoxProps;
}) {
  return (
    <div class="ck-w-flow" data-kind={kind} data-direction={direction} style={boxStyle(box)}>
      <Children of={box.children} />
    </div>
  );
}

const formSpec = readers<WireOf<'Form'>>()({ ...directed, onSubmitAction: action });

function FormView(props: Props<typeof formSpec>) {
  return (
    <FormShell
      class="ck-w-flow ck-w-form"
      data-kind="form"
      data-direction={props.direction}
      style={boxStyle(props)}
      submitAction={props.onSubmitAction}
    >
      <Children of={props.children} />
    </FormShell>
  );
}

const dividerSpec = readers<WireOf<'Divider'>>()({
  color: borderColor,
  size,
  spacing: space,
  flush: flag,
});

function DividerView({
  color,
  size: thickness,
  spacing: around,
  flush,
}: Props<typeof dividerSpec>) {
  const style = {
    ...set('--ck-w-line', color),
    ...set('--ck-w-thickness', thickness),
    ...set('--ck-w-around', around),
  };
  return <hr class="ck-w-divider" data-flush={flush || undefined} style={style} />;
}

const spacerSpec = readers<WireOf<'Spacer'>>()({ minSize: space });

function SpacerView({ minSize }: Props<typeof spacerSpec>) {
  return <div class="ck-w-spacer" style={set('flexBasis', minSize)} aria-hidden="true" />;
}

const transitionSpec = readers<WireOf<'Transition'>>()({ children: raw });

/** A child with another key (or of another type) fades in; the same child only changes. */
function TransitionView({ children }: Props<typeof transitionSpec>) {
  const child = Array.isArray(children) ? children[0] : children;
  if (!isNode(child)) return <Children of={child} />;
  return (
    <div key={`${child.type}:${child['key'] ?? child['id'] ?? ''}`} class="ck-w-transition">
      <Children of={child} />
    </div>
  );
}

export const Box = renderer(boxSpec, BoxView, { direction: 'col' });
export const Row = renderer(rowSpec, RowView);
export const Col = renderer(colSpec, ColView);
export const Form = renderer(formSpec, FormView, { direction: 'col' });
export const Divider = renderer(dividerSpec, DividerView);
export const Spacer = renderer(spacerSpec, SpacerView);
export const Transition = renderer(transitionSpec, TransitionView);
