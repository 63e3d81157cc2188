import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icons';
import { useChat, useTranslator } from './context';
import { type Passage, selectedPassage } from './items/selection';
import { placeCard } from './placement';

/** How long a selection rests before it counts where no button or key ends it, in milliseconds. */
const REST = 300;

/** What quotes the selected passage, as in mail programs: with Control or Command. */
const SHORTCUT = { code: 'Digit9', shift: true } as const;

/** Offers to quote a passage of an answer while one is selected. */
export function QuoteButton() {
  const { composer } = useChat();
  const { t } = useTranslator();
  const anchor = useRef<HTMLSpanElement>(null);
  const toolbar = useRef<HTMLDivElement>(null);
  const [passage, setPassage] = useState<Passage | null>(null);
  const quote = () => {
    if (!passage) return;
    composer.set({ quote: passage.text });
    setPassage(null);
    document.getSelection()?.removeAllRanges();
    composer.input?.focus();
  };
  useSelection(anchor, setPassage);

  useLayoutEffect(() => {
    if (!passage || !toolbar.current) return;
    toolbar.current.showPopover?.();
    // Above a selection by touch stands the system's own menu.
    const isTouch = window.matchMedia?.('(pointer: coarse)').matches;
    placeCard(toolbar.current, passage.rect, isTouch ? 'below' : 'above');
  }, [passage]);

  useEffect(() => {
    const root = anchor.current?.getRootNode();
    if (!passage || !root) return;
    const pressed = (event: Event) => {
      const { code, shiftKey, ctrlKey, metaKey, key } = event as KeyboardEvent;
      if (key === 'Escape') setPassage(null);
      if (code !== SHORTCUT.code || shiftKey !== SHORTCUT.shift || !(ctrlKey || metaKey)) return;
      event.preventDefault();
      quote();
    };
    const hide = () => setPassage(null);
    document.addEventListener('keydown', pressed);
    root.addEventListener('scroll', hide, { capture: true, passive: true });
    window.addEventListener('scroll', hide, { capture: true, passive: true });
    return () => {
      document.removeEventListener('keydown', pressed);
      root.removeEventListener('scroll', hide, { capture: true });
      window.removeEventListener('scroll', hide, { capture: true });
    };
  });

  return (
    <span ref={anchor}>
      {passage && (
        <div
          ref={toolbar}
          class="ck-quote-toolbar"
          part="quote-toolbar"
          popover="manual"
          role="toolbar"
          aria-label={t('quote.toolbar')}
        >
          <button
            type="button"
            aria-keyshortcuts="Control+Shift+9 Meta+Shift+9"
            // Pressed with the mouse it must not take the selection away.
            onPointerDown={(event) => event.preventDefault()}
            onMouseDown={(event) => event.preventDefault()}
            onClick={quote}
          >
            <Icon name="lucide:text-quote" size={16} />
            {t('quote.action')}
          </button>
        </div>
      )}
    </span>
  );
}

/** Tells of the passage that is selected, once the selection is made. */
function useSelection(
  anchor: { readonly current: Element | null },
  onSelect: (passage: Passage | null) => void,
): void {
  useEffect(() => {
    const root = anchor.current?.getRootNode();
    if (!(root instanceof ShadowRoot)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isPressed = false;
    const look = () => {
      clearTimeout(timer);
      if (!isPressed) onSelect(selectedPassage(root));
    };
    // By touch a selection is made without an event that ends it.
    const changed = () => {
      clearTimeout(timer);
      timer = setTimeout(look, REST);
    };
    const down = (event: Event) => {
      isPressed = (event as PointerEvent).pointerType === 'mouse';
    };
    const up = () => {
      isPressed = false;
      changed();
    };
    document.addEventListener('selectionchange', changed);
    document.addEventListener('pointerdown', down, true);
    document.addEventListener('pointerup', up, true);
    document.addEventListener('pointercancel', up, true);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('selectionchange', changed);
      document.removeEventListener('pointerdown', down, true);
      document.removeEventListener('pointerup', up, true);
      document.removeEventListener('pointercancel', up, true);
    };
  }, [anchor, onSelect]);
}
