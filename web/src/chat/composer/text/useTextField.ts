import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { useChat } from '../../context';
import { type Composer, outside, type PlacedTag, slice, type TextRange } from '../../model';

interface Selected extends TextRange {
  readonly direction: HTMLTextAreaElement['selectionDirection'];
}

function selectionOf({ selectionStart, selectionEnd, selectionDirection }: HTMLTextAreaElement) {
  return { start: selectionStart, end: selectionEnd, direction: selectionDirection };
}

/** Keeps both ends of a selection out of tags, and the cursor with it. */
function keepOutside(field: HTMLTextAreaElement, tags: readonly PlacedTag[], before: Selected) {
  const { start, end, direction } = selectionOf(field);
  const from = (side: 'start' | 'end') => (before.start === before.end ? before.end : before[side]);
  const first = outside(tags, start, from('start'));
  const last = start === end ? first : outside(tags, end, from('end'));
  if (first === start && last === end) return;
  field.setSelectionRange(Math.min(first, last), Math.max(first, last), direction);
}

/** Has the whole tag removed where the browser would remove a part of it. */
function selectTagToDelete(
  field: HTMLTextAreaElement,
  tags: readonly PlacedTag[],
  inputType: string,
): void {
  const { selectionStart: caret, selectionEnd } = field;
  if (caret !== selectionEnd || !inputType.startsWith('delete')) return;
  const tag = tags.find(({ start, end }) =>
    inputType.endsWith('Forward') ? start === caret : end === caret,
  );
  if (tag) field.setSelectionRange(tag.start, tag.end);
}

/** Keeps a text field and the composer in step: typing, the cursor, what is copied. */
export function useTextField(field: RefObject<HTMLTextAreaElement | null>) {
  const { composer } = useChat();
  const last = useRef<Selected>({ start: 0, end: 0, direction: 'none' });
  const isPressed = useRef(false);

  const moved = useCallback(() => {
    const element = field.current;
    if (!element || isPressed.current) return;
    keepOutside(element, composer.state.value.tags, last.current);
    last.current = selectionOf(element);
    const { start, end } = last.current;
    const isFocused = (element.getRootNode() as ShadowRoot).activeElement === element;
    composer.onCaret?.(isFocused && start === end ? end : null);
  }, [composer, field]);

  useEffect(() => {
    const element = field.current;
    if (!element) return;
    // Browsers differ in which of the two they tell of a cursor that moved.
    element.addEventListener('selectionchange', moved);
    const watch = () => document.addEventListener('selectionchange', moved);
    const unwatch = () => {
      document.removeEventListener('selectionchange', moved);
      moved();
    };
    const released = () => {
      isPressed.current = false;
      moved();
    };
    const pressed = () => {
      isPressed.current = true;
      // It may be released outside of the field.
      window.addEventListener('pointerup', released, { once: true });
      window.addEventListener('pointercancel', released, { once: true });
    };
    element.addEventListener('focus', watch);
    element.addEventListener('blur', unwatch);
    element.addEventListener('pointerdown', pressed);
    return () => {
      element.removeEventListener('selectionchange', moved);
      element.removeEventListener('focus', watch);
      element.removeEventListener('blur', unwatch);
      element.removeEventListener('pointerdown', pressed);
      document.removeEventListener('selectionchange', moved);
      window.removeEventListener('pointerup', released);
      window.removeEventListener('pointercancel', released);
    };
  }, [field, moved]);

  return {
    onInput: (event: InputEvent & { currentTarget: HTMLTextAreaElement }) => {
      const element = event.currentTarget;
      const remains = composer.typed(element.value, element.selectionEnd, event.inputType);
      for (const range of [...remains].reverse()) composer.replace(range, { text: '', tags: [] });
      last.current = selectionOf(element);
      moved();
    },
    onBeforeInput: (event: InputEvent & { currentTarget: HTMLTextAreaElement }) => {
      if (event.isComposing) return;
      // A cursor that was moved is told of a little later than the next key may come.
      moved();
      selectTagToDelete(event.currentTarget, composer.state.value.tags, event.inputType);
    },
    onCopy: () => remember(composer, field.current),
    onCut: () => remember(composer, field.current),
    onDragStart: () => remember(composer, field.current),
  };
}

function remember(composer: Composer, field: HTMLTextAreaElement | null): void {
  if (!field) return;
  composer.copied = slice(composer.state.value, field.selectionStart, field.selectionEnd);
}
