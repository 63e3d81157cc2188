import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useLatest } from '../useLatest';

interface PanelProps {
  /** A column stands beside the chat; a drawer lies over it and is a dialog. */
  readonly mode: 'column' | 'drawer';
  readonly side: 'start' | 'end';
  readonly label: string;
  readonly open: boolean;
  readonly onClose: () => void;
  /** True while another panel is a dialog. */
  readonly inert: boolean;
  readonly children: ReactNode;
}

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

export function Panel({ mode, side, label, open, onClose, inert, children }: PanelProps) {
  if (!open) return null;
  if (mode === 'column') {
    return (
      <div className={`panel panel-column panel-${side}`} inert={inert}>
        {children}
      </div>
    );
  }
  return (
    <Drawer side={side} label={label} onClose={onClose}>
      {children}
    </Drawer>
  );
}

type DrawerProps = Pick<PanelProps, 'side' | 'label' | 'onClose' | 'children'>;

/** Takes the focus, keeps it, closes on Escape and gives the focus back. */
function Drawer({ side, label, onClose, children }: DrawerProps) {
  const dialog = useRef<HTMLDivElement>(null);
  const close = useLatest(onClose);

  useEffect(() => {
    const opener = deepActiveElement();
    dialog.current?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.stopPropagation();
      close.current();
    } else if (event.key === 'Tab' && dialog.current) {
      keepInside(event, dialog.current);
    }
  };

  return (
    <div className="drawer-layer">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape and the close button do the same */}
      <div className="drawer-backdrop" role="presentation" onClick={onClose} />
      <div
        ref={dialog}
        className={`panel panel-drawer panel-${side}`}
        role="dialog"
        aria-modal="true"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        {children}
      </div>
    </div>
  );
}

/** The focused element, also inside an open shadow root. */
function deepActiveElement(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

function keepInside(event: KeyboardEvent, container: HTMLElement): void {
  const stops = [...container.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(isReachable);
  const first = stops[0];
  const last = stops.at(-1);
  if (!first || !last) return;
  const { activeElement } = document;
  const leaving = event.shiftKey
    ? activeElement === first || activeElement === container
    : activeElement === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

/** Whether Tab stops here: at nothing hidden, and of a group of radio buttons at the chosen one only. */
function isReachable(element: HTMLElement): boolean {
  if (element instanceof HTMLInputElement && element.type === 'radio') return element.checked;
  return element.checkVisibility?.() ?? true;
}
