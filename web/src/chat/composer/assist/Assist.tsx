import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { useChat, useObservable, useTranslator } from '../../context';
import { LIST_ID, optionId, pressKey } from './keys';
import { SuggestionMenu } from './SuggestionMenu';
import { Suggestions } from './suggestions';
import { TagPreview } from './TagPreview';
import { useBuiltInCommands } from './useBuiltInCommands';

export interface AssistProps {
  field: RefObject<HTMLTextAreaElement | null>;
  /** Draws the tags of the field. */
  layer: RefObject<HTMLDivElement | null>;
  /** The place of a character of the text. */
  anchor: (offset: number) => DOMRect | null;
}

/** What helps with writing: mentions, commands, and what tags stand for. */
export function Assist({ field, layer, anchor }: AssistProps) {
  const { composer, options, emit } = useChat();
  const { direction } = useTranslator();
  const suggestions = useMemo(
    () => new Suggestions({ composer, options, emit }),
    [composer, options, emit],
  );
  const open = useObservable(suggestions.state);
  useBuiltInCommands(suggestions);

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    const follow = (caret: number | null) => suggestions.follow(caret);
    const onKeyDown = (event: KeyboardEvent) => {
      // While an input method composes a character, keys belong to it.
      if (event.isComposing || event.keyCode === 229) return;
      if (!pressKey(suggestions, event, direction)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    composer.onCaret = follow;
    // Before what the keys mean to the field itself.
    element.addEventListener('keydown', onKeyDown, true);
    return () => {
      composer.onCaret = null;
      element.removeEventListener('keydown', onKeyDown, true);
    };
  }, [composer, direction, field, suggestions]);

  useLayoutEffect(() => {
    const element = field.current;
    // What was typed while this was on its way.
    const isFocused = (element?.getRootNode() as ShadowRoot | undefined)?.activeElement === element;
    if (element && isFocused) suggestions.follow(element.selectionEnd);
  }, [field, suggestions]);

  const active = open?.options[open.active] && optionId(open.active);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    const set = (name: string, value: string | undefined) =>
      value === undefined ? element.removeAttribute(name) : element.setAttribute(name, value);
    set('aria-autocomplete', 'list');
    set('aria-haspopup', 'listbox');
    set('aria-controls', open ? LIST_ID : undefined);
    set('aria-activedescendant', active);
  }, [active, field, open]);

  return (
    <>
      <SuggestionMenu suggestions={suggestions} open={open} anchor={anchor} />
      <TagPreview field={field} layer={layer} />
    </>
  );
}
