import type { ComponentChildren, Ref, VNode } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { placeCard } from './placement';

/** How long a pointer rests before a card opens, and may be away before it closes, in milliseconds. */
const OPEN_AFTER = 150;
const CLOSE_AFTER = 220;

/** What the button that a card belongs to needs. */
export interface HoverCardTrigger {
  readonly ref: Ref<HTMLButtonElement>;
  readonly 'aria-expanded': boolean;
  readonly 'aria-controls': string | undefined;
  readonly onClick: () => void;
}

interface HoverCardProps {
  /** The card's name. */
  label: string;
  trigger: (props: HoverCardTrigger) => VNode;
  /** What is in the card; drawn when it opens. */
  children: () => ComponentChildren;
}

/**
 * More about something: a card in the top layer that opens when its button is pointed at, focused by
 * keyboard, pressed or tapped. Pressed, it stays until it is pressed again, or Escape, or a press
 * elsewhere; the pointer may move into it, and Tab goes into it.
 */
export function HoverCard({ label, trigger, children }: HoverCardProps) {
  const id = useId();
  const [mode, setMode] = useState<'closed' | 'shown' | 'pinned'>('closed');
  const isOpen = mode !== 'closed';
  const frame = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const later = (milliseconds: number, change: () => void) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(change, milliseconds);
  };
  const now = (next: typeof mode) => {
    clearTimeout(timer.current);
    setMode(next);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useOpenCard(isOpen, card, button, frame, () => now('closed'));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside is the control.
    <span
      ref={frame}
      class="ck-hover"
      onPointerEnter={(event) => {
        if (event.pointerType !== 'mouse') return;
        later(OPEN_AFTER, () => setMode((was) => (was === 'closed' ? 'shown' : was)));
      }}
      onPointerLeave={(event) => {
        if (event.pointerType !== 'mouse') return;
        later(CLOSE_AFTER, () => setMode((was) => (was === 'shown' ? 'closed' : was)));
      }}
      onFocusIn={(event) => {
        const { target } = event;
        if (button.current && target === button.current && isFocusVisible(button.current))
          now(isOpen ? mode : 'shown');
      }}
      onFocusOut={(event) => {
        const { relatedTarget } = event;
        // Null is a window that lost the focus, or a press on something that takes none.
        if (relatedTarget && !frame.current?.contains(relatedTarget as Node)) now('closed');
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        if (card.current?.contains(event.target as Node)) button.current?.focus();
        now('closed');
      }}
    >
      {trigger({
        ref: button,
        'aria-expanded': isOpen,
        'aria-controls': isOpen ? id : undefined,
        onClick: () => now(mode === 'pinned' ? 'closed' : 'pinned'),
      })}
      {isOpen && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form, and this is none.
        <div ref={card} id={id} class="ck-card" popover="manual" role="group" aria-label={label}>
          {children()}
        </div>
      )}
    </span>
  );
}

function useOpenCard(
  isOpen: boolean,
  card: { readonly current: HTMLElement | null },
  button: { readonly current: HTMLElement | null },
  frame: { readonly current: HTMLElement | null },
  close: () => void,
): void {
  const closing = useRef(close);
  closing.current = close;
  useLayoutEffect(() => {
    const shown = card.current;
    const anchor = button.current;
    if (!isOpen || !shown || !anchor) return;
    shown.showPopover?.();
    const place = () => placeCard(shown, anchor.getBoundingClientRect(), 'above');
    const pressed = (event: Event) => {
      if (frame.current && !event.composedPath().includes(frame.current)) closing.current();
    };
    place();
    const sizes = typeof ResizeObserver === 'function' ? new ResizeObserver(place) : null;
    sizes?.observe(shown);
    document.addEventListener('pointerdown', pressed, true);
    window.addEventListener('scroll', place, { capture: true, passive: true });
    window.addEventListener('resize', place);
    const root = anchor.getRootNode();
    root.addEventListener('scroll', place, { capture: true, passive: true });
    return () => {
      sizes?.disconnect();
      document.removeEventListener('pointerdown', pressed, true);
      window.removeEventListener('scroll', place, { capture: true });
      window.removeEventListener('resize', place);
      root.removeEventListener('scroll', place, { capture: true });
    };
  }, [isOpen, card, button, frame]);
}

function isFocusVisible(element: Element): boolean {
  try {
    return element.matches(':focus-visible');
  } catch {
    // A DOM that does not know the selector has no pointer either.
    return true;
  }
}
