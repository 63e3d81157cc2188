import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';

/** Space between the button and its menu, and between the menu and the window, in pixels. */
const GAP = 4;

interface MenuButtonProps {
  /** What the button and its menu are called. */
  readonly label: string;
  readonly className: string;
  /** What the button looks like. */
  readonly face: ReactNode;
  readonly children: ReactNode;
}

/** A button with a small menu, which lies over everything else and goes at a click elsewhere. */
export function MenuButton({ label, className, face, children }: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    const element = menu.current;
    const anchor = button.current;
    if (!open || !element || !anchor) return;
    // In the top layer the scrolling list cannot clip it.
    element.showPopover();
    place(element, anchor.getBoundingClientRect());
    element.querySelector<HTMLElement>('button')?.focus();
    const close = () => setOpen(false);
    const onPointerDown = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!element.contains(target) && !anchor.contains(target)) close();
    };
    document.addEventListener('pointerdown', onPointerDown);
    document.addEventListener('scroll', close, true);
    window.addEventListener('resize', close);
    return () => {
      document.removeEventListener('pointerdown', onPointerDown);
      document.removeEventListener('scroll', close, true);
      window.removeEventListener('resize', close);
    };
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault(); // Only the menu closes, not the drawer around it.
      setOpen(false);
      button.current?.focus();
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      moveFocus(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1);
    }
  };

  const onBlur = (event: FocusEvent<HTMLDivElement>) => {
    // No target: the window lost the focus, or a press on a button in a browser that gives
    // buttons none. The button of the menu closes it by itself.
    const { relatedTarget } = event;
    if (relatedTarget === null || relatedTarget === button.current) return;
    if (!event.currentTarget.contains(relatedTarget)) setOpen(false);
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {face}
      </button>
      {open && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms and has its own box
        <div
          ref={menu}
          id={id}
          className="menu"
          role="group"
          aria-label={label}
          popover="manual"
          onKeyDown={onKeyDown}
          onClick={() => setOpen(false)}
          onBlur={onBlur}
        >
          {children}
        </div>
      )}
    </>
  );
}

/** Below the button and flush with its end; above it where there is no room below. */
function place(menu: HTMLElement, anchor: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect();
  const rightToLeft = getComputedStyle(menu).direction === 'rtl';
  const left = rightToLeft ? anchor.left : anchor.right - width;
  const below = anchor.bottom + GAP;
  const fits = below + height + GAP <= window.innerHeight;
  menu.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - width - GAP))}px`;
  menu.style.top = `${fits ? below : anchor.top - GAP - height}px`;
}

function moveFocus(container: Element, step: 1 | -1): void {
  const buttons = [...container.querySelectorAll('button')];
  const current = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons.at((current + step) % buttons.length)?.focus();
}
