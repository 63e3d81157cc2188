import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { type Align, type Side, useFloating } from '../../floating/useFloating';
import { adoptRules } from '../../theme';
import type { Field } from '../field';
import rules from './pickers.css?inline';

/** What a picker's popover gets from the button that opened it. */
export interface PopoverProps {
  readonly id: string;
  /** What names the field, and so what it opens. */
  readonly naming: Field['naming'];
  readonly trigger: RefObject<HTMLButtonElement | null>;
  /** @param refocus Whether the button gets the focus back. */
  readonly close: (refocus: boolean) => void;
  readonly side?: Side | undefined;
  readonly align?: Align | undefined;
}

interface ShellProps extends Omit<PopoverProps, 'close'> {
  /** Escape was pressed: what was not decided is left. */
  readonly cancel: () => void;
  /** Something else was pressed or focused. */
  readonly leave: () => void;
  readonly class: string;
  readonly role: 'dialog' | 'presentation';
  /** How high it may get, in pixels. */
  readonly height: number;
  readonly isWide?: boolean;
  readonly isWhole?: boolean;
  readonly changes: readonly unknown[];
  readonly children: ComponentChildren;
}

/** A popover in the top layer, beside the button of its field. */
export function Popover({ trigger, cancel, leave, children, ...props }: ShellProps) {
  const popover = useRef<HTMLDivElement>(null);
  const anchor = () => trigger.current?.getBoundingClientRect();
  useLayoutEffect(() => {
    const root = popover.current?.getRootNode();
    if (root instanceof ShadowRoot) adoptRules(root, rules);
  }, []);
  const { side = 'bottom', align, height, isWide, isWhole } = props;
  useFloating(popover, { anchor, side, align, height, isWide, isWhole }, props.changes);

  const left = useRef(leave);
  left.current = leave;
  useEffect(() => {
    const own = () => [popover.current, trigger.current];
    const pressed = (event: PointerEvent) => {
      const path = event.composedPath();
      if (!own().some((one) => one && path.includes(one))) left.current();
    };
    const moved = (event: Event) => {
      const { relatedTarget } = event as FocusEvent;
      if (!(relatedTarget instanceof Node)) return; // to another window, or to nothing
      if (!own().some((one) => one?.contains(relatedTarget))) left.current();
    };
    const heard = own();
    document.addEventListener('pointerdown', pressed);
    for (const one of heard) one?.addEventListener('focusout', moved);
    return () => {
      document.removeEventListener('pointerdown', pressed);
      for (const one of heard) one?.removeEventListener('focusout', moved);
    };
  }, [trigger]);

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation(); // nothing in here is a shortcut of the chat
    if (event.key === 'Escape') {
      event.preventDefault();
      cancel();
    }
    if (event.key === 'Tab' && popover.current) keepInside(popover.current, event);
  };
  // A listbox is a popup by itself, and this only its frame.
  const isDialog = props.role === 'dialog';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears what the controls in it leave.
    <div
      ref={popover}
      id={isDialog ? props.id : undefined}
      class={`ck-w-popover ${props.class}`}
      part="widget-popover"
      popover="manual"
      role={props.role}
      {...(isDialog && props.naming)}
      tabIndex={isDialog ? -1 : undefined}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

/** Tab goes round: what is behind the popover is not in sight. */
function keepInside(popover: HTMLElement, event: KeyboardEvent): void {
  const stops = [
    ...popover.querySelectorAll<HTMLElement>(
      ':is(button, select, input):not(:disabled, [tabindex="-1"])',
    ),
  ];
  const [first, last] = [stops[0], stops.at(-1)];
  const from = event.shiftKey ? first : last;
  if (event.target !== from && event.target !== popover) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
