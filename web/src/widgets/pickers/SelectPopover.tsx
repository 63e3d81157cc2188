import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import type { Option } from '../change';
import type { WidgetLabels } from '../env';
import { Popover, type PopoverProps } from './Popover';
import { matching, typed } from './search';

/** How long one may think between two letters that belong together, in milliseconds. */
const TYPING_PAUSE = 700;
const PAGE = 10;

export interface SelectPopoverProps extends PopoverProps {
  readonly options: readonly Option[];
  readonly value: string;
  readonly isSearchable: boolean;
  /** The key that opened it: the last option for `ArrowUp` and `End`, the one that is typed. */
  readonly openedBy: string;
  readonly labels: WidgetLabels;
  readonly pick: (value: string) => void;
}

/** The list of a select's options. The focus stays on the button, or is in the search field. */
export function SelectPopover(props: SelectPopoverProps) {
  const { id, options, value, isSearchable, trigger, close, labels } = props;
  const [query, setQuery] = useState(() => (isSearchable ? letterOf(props.openedBy) : ''));
  const [active, setActive] = useState(() => firstActive(props));
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const buffer = useRef({ text: letterOf(props.openedBy), at: Date.now() });
  const shown = useMemo(() => matching(options, query), [options, query]);

  /** To the nearest option that can be chosen, searching on in the same direction. */
  const move = (to: number, step: 1 | -1) => {
    let index = Math.max(0, Math.min(to, shown.length - 1));
    while (shown[index]?.disabled) index += step;
    if (shown[index]) setActive(index);
  };
  const choose = (option: Option | undefined) => {
    if (!option || option.disabled) return;
    close(true);
    props.pick(option.value);
  };
  const typeAhead = (key: string) => {
    const now = Date.now();
    const { text, at } = buffer.current;
    buffer.current = { text: now - at < TYPING_PAUSE ? text + key : key, at: now };
    const found = typed(shown, buffer.current.text, active);
    if (found >= 0) setActive(found);
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const isPlain = !(event.ctrlKey || event.metaKey);
    switch (event.key) {
      case 'ArrowDown':
        move(active + 1, 1);
        break;
      case 'ArrowUp':
        if (event.altKey) choose(shown[active]);
        else move(active - 1, -1);
        break;
      case 'PageDown':
        move(active + PAGE, 1);
        break;
      case 'PageUp':
        move(active - PAGE, -1);
        break;
      case 'Home':
      case 'End':
        if (isSearchable) return; // they are of the text
        if (event.key === 'Home') move(0, 1);
        else move(shown.length - 1, -1);
        break;
      case 'Enter':
        choose(shown[active]);
        break;
      case 'Tab':
        // What is marked is chosen, and the focus goes on from the button.
        if (!event.shiftKey) choose(shown[active]);
        close(true);
        event.stopPropagation();
        return;
      case 'Escape':
        close(true);
        break;
      case ' ':
        if (isSearchable) return;
        if (Date.now() - buffer.current.at < TYPING_PAUSE && buffer.current.text) typeAhead(' ');
        else choose(shown[active]);
        break;
      default:
        if (isSearchable || event.key.length !== 1 || !isPlain) return;
        typeAhead(event.key);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  useKeys(isSearchable ? search : trigger, onKey);

  useLayoutEffect(() => {
    if (!isSearchable) return;
    // A finger has no keys: a keyboard on the screen would cover the list before anybody asked.
    const isTouched = props.openedBy === '' && window.matchMedia?.('(pointer: coarse)').matches;
    (isTouched ? list : search).current?.focus({ preventScroll: true });
  }, []);
  useActive(list, isSearchable ? search : trigger, id, active, shown);

  const rows = useMemo(
    () =>
      shown.map((option, index) => (
        <OptionRow
          key={index} // values may be there twice
          id={`${id}-${index}`}
          option={option}
          isSelected={option.value === value}
        />
      )),
    [shown, value, id],
  );
  return (
    <Popover
      {...props}
      class="ck-w-select-popover"
      role={isSearchable ? 'dialog' : 'presentation'}
      cancel={() => close(true)}
      leave={() => close(false)}
      height={360}
      isWide
      changes={[shown]}
    >
      {isSearchable && (
        <div class="ck-w-search">
          <Icon name="search" />
          <input
            ref={search}
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls={`${id}-list`}
            aria-label={labels.search}
            placeholder={labels.search}
            autocomplete="off"
            dir="auto"
            value={query}
            onInput={(event) => {
              const { value: text } = event.currentTarget;
              setQuery(text);
              setActive(matching(options, text).findIndex((option) => !option.disabled));
            }}
          />
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard where the focus is. */}
      <div
        ref={list}
        id={isSearchable ? `${id}-list` : id}
        class="ck-w-options"
        role="listbox"
        tabIndex={-1}
        {...props.naming}
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => choose(shown[indexOf(event)])}
        onPointerMove={(event) => {
          const index = indexOf(event);
          if (event.pointerType === 'mouse' && shown[index]?.disabled === false) setActive(index);
        }}
      >
        {rows}
      </div>
      {shown.length === 0 && (
        <div class="ck-w-options-note" role="status">
          {labels.noMatches}
        </div>
      )}
    </Popover>
  );
}

/** The letter that a key writes; empty for other keys. */
const letterOf = (key: string) => (key.length === 1 ? key : '');

function firstActive({ options, value, openedBy, isSearchable }: SelectPopoverProps): number {
  const isFree = (option: Option) => !option.disabled;
  const selected = options.findIndex((option) => option.value === value);
  if (openedBy === 'Home') return options.findIndex(isFree);
  if (openedBy === 'End') return options.findLastIndex(isFree);
  const letter = letterOf(openedBy);
  if (letter && isSearchable) return matching(options, letter).findIndex(isFree);
  const found = letter ? typed(options, letter, selected) : -1;
  if (found >= 0) return found;
  if (selected >= 0) return selected;
  return openedBy === 'ArrowUp' ? options.findLastIndex(isFree) : options.findIndex(isFree);
}

interface RowProps {
  id: string;
  option: Option;
  isSelected: boolean;
}

function OptionRow({ id, option, isSelected }: RowProps) {
  return (
    <div
      id={id}
      class="ck-w-option"
      part="widget-option"
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-disabled={option.disabled || undefined}
    >
      <span class="ck-w-option-text">
        <span dir="auto">{option.label}</span>
        {option.description && <small dir="auto">{option.description}</small>}
      </span>
      {isSelected && <Icon name="check" />}
    </div>
  );
}

/** Which option an event is of; -1: none. */
function indexOf(event: Event & { currentTarget: HTMLElement }): number {
  const option = event.target instanceof Element ? event.target.closest('[role=option]') : null;
  return option ? [...event.currentTarget.children].indexOf(option) : -1;
}

/** Hears the keys of an element that is drawn elsewhere. */
function useKeys(
  target: { readonly current: HTMLElement | null },
  onKey: (event: KeyboardEvent) => void,
): void {
  const latest = useRef(onKey);
  latest.current = onKey;
  useLayoutEffect(() => {
    const heard = target.current;
    const listener = (event: KeyboardEvent) => latest.current(event);
    heard?.addEventListener('keydown', listener);
    return () => heard?.removeEventListener('keydown', listener);
  }, [target]);
}

/**
 * Marks the option that Enter would choose, and keeps it in sight. On the elements themselves: a
 * thousand options are not drawn again for a press of a key.
 */
function useActive(
  list: { readonly current: HTMLElement | null },
  owner: { readonly current: HTMLElement | null },
  id: string,
  active: number,
  shown: readonly Option[],
): void {
  useLayoutEffect(() => {
    const box = list.current;
    const option = box?.children[active];
    box?.querySelector('[data-active]')?.removeAttribute('data-active');
    if (!box || !(option instanceof HTMLElement)) {
      owner.current?.removeAttribute('aria-activedescendant');
      return;
    }
    option.dataset['active'] = '';
    owner.current?.setAttribute('aria-activedescendant', `${id}-${active}`);
    const top = option.offsetTop - box.offsetTop;
    const bottom = top + option.offsetHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
  }, [active, shown]);
  useLayoutEffect(() => {
    const held = owner.current;
    return () => held?.removeAttribute('aria-activedescendant');
  }, [owner]);
}
