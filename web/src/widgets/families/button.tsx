import type { ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { Icon } from '../../icons';
import { useAction } from '../actions';
import { FormContext } from '../form-scope';
import { SUBMIT } from '../form-shell';
import {
  action,
  flag,
  oneOf,
  type Props,
  type Reader,
  readers,
  renderer,
  text,
  type WireOf,
} from '../props';

export const controlSize = oneOf('3xs', '2xs', 'xs', 'sm', 'md', 'lg', 'xl', '2xl', '3xl');
export const controlVariant = oneOf('solid', 'soft', 'outline', 'ghost');

const buttonReaders = readers<WireOf<'Button'>>()({
  submit: flag,
  label: text,
  onClickAction: action,
  iconStart: text,
  iconEnd: text,
  style: oneOf('primary', 'secondary'),
  iconSize: oneOf('sm', 'md', 'lg', 'xl', '2xl'),
  color: oneOf(
    'primary',
    'secondary',
    'info',
    'discovery',
    'success',
    'caution',
    'warning',
    'danger',
  ),
  variant: controlVariant,
  size: controlSize,
  pill: flag,
  uniform: flag,
  block: flag,
  disabled: flag,
});

type ButtonProps = Props<typeof buttonReaders>;

/** Colour and variant: what is said, else what the preset means, else a quiet button. */
function look({ style, color, variant, submit }: ButtonProps) {
  const primary = style === 'primary' || (style === undefined && submit);
  return {
    'data-color': color ?? (primary ? 'primary' : 'secondary'),
    'data-variant': variant ?? (primary || (color && style === undefined) ? 'solid' : 'outline'),
  };
}

/** What an icon is called, for a button that has no other name. */
function iconWords(icon: string): string {
  return icon.replace(/^\w+:/, '').replaceAll('-', ' ');
}

function ButtonView(props: ButtonProps) {
  const { label = '', iconStart, iconEnd, submit, onClickAction, disabled } = props;
  const form = useContext(FormContext);
  // A submit button with an action of its own sends that one; without, its form's.
  const submitsForm = submit && form !== null && !onClickAction;
  const control = useAction('self', submitsForm ? SUBMIT : undefined);
  const icon = iconStart ?? iconEnd;
  const iconOnly = icon !== undefined && (props.uniform || label === '');
  const name = iconOnly ? label || iconWords(icon) : undefined;

  const onClick = (event: Event) => {
    if (control.blocked) return event.preventDefault();
    if (!onClickAction) return;
    if (!submit || form === null || form.validate()) control.run(onClickAction);
  };

  return (
    <button
      type={submitsForm ? 'submit' : 'button'}
      class="ck-w-button"
      part="button"
      {...look(props)}
      data-size={props.size}
      data-icon-size={props.iconSize}
      data-pill={props.pill || undefined}
      data-uniform={props.uniform || iconOnly || undefined}
      data-block={props.block || undefined}
      disabled={disabled}
      aria-disabled={control.blocked || undefined}
      aria-busy={control.busy || undefined}
      aria-label={name}
      title={name}
      onClick={onClick}
    >
      <ButtonContent busy={control.busy}>
        {iconStart && <Icon name={iconStart} />}
        {!iconOnly && <span class="ck-w-button-label">{label}</span>}
        {iconEnd && <Icon name={iconEnd} />}
      </ButtonContent>
    </button>
  );
}

/** The content keeps its place, and so the button its width, while a spinner covers it. */
export function ButtonContent({ busy, children }: { busy: boolean; children: ComponentChildren }) {
  return (
    <>
      <span class="ck-w-button-content">{children}</span>
      {busy && <span class="ck-w-spinner" />}
    </>
  );
}

const badgeReaders = readers<WireOf<'Badge'>>()({
  label: text,
  color: oneOf('secondary', 'success', 'danger', 'warning', 'info', 'discovery'),
  variant: oneOf('solid', 'soft', 'outline'),
  size: oneOf('sm', 'md', 'lg'),
  pill: flag,
});

function BadgeView({ label, color, variant, size, pill }: Props<typeof badgeReaders>) {
  return (
    <span
      class="ck-w-badge"
      part="badge"
      dir="auto"
      data-color={color}
      data-variant={variant}
      data-size={size}
      data-pill={pill || undefined}
    >
      {label}
    </span>
  );
}

/** A button of a card's footer, or of the renderer itself. */
export interface PlainButton {
  readonly label: string;
  readonly action: NonNullable<ReturnType<typeof action>>;
}

export const plainButton: Reader<PlainButton | undefined> = (value) => {
  const record = typeof value === 'object' && value !== null ? value : {};
  const label = 'label' in record ? text(record.label) : undefined;
  const does = 'action' in record ? action(record.action) : undefined;
  return label && does ? { label, action: does } : undefined;
};

interface FooterButtonProps {
  button: PlainButton;
  primary: boolean;
  /** Submits the card's form, which checks the fields and sends the action. */
  submit: boolean;
}

/** Confirm and cancel of a card: the whole card is busy while they work. */
export function FooterButton({ button, primary, submit }: FooterButtonProps) {
  const control = useAction('container', submit ? SUBMIT : primary ? 'confirm' : 'cancel');
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class="ck-w-button"
      part={primary ? 'button confirm' : 'button cancel'}
      data-color={primary ? 'primary' : 'secondary'}
      data-variant={primary ? 'solid' : 'outline'}
      data-size="lg"
      aria-disabled={control.blocked || undefined}
      aria-busy={control.busy || undefined}
      onClick={submit ? undefined : () => control.run(button.action)}
    >
      <ButtonContent busy={control.busy}>
        <span class="ck-w-button-label">{button.label}</span>
      </ButtonContent>
    </button>
  );
}

export const Button = renderer(buttonReaders, ButtonView, { size: 'lg' });
export const Badge = renderer(badgeReaders, BadgeView, {
  color: 'secondary',
  variant: 'soft',
  size: 'sm',
});
