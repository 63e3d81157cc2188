import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../icons';
import { useChange } from './change';
import { useEnv } from './env';
import { controlSize, controlVariant } from './families/button';
import { useField } from './field';
import { action, flag, type Props, text } from './props';

/** The props that select and date picker have in common. */
export const pickReaders = {
  name: text,
  onChangeAction: action,
  placeholder: text,
  defaultValue: text,
  variant: controlVariant,
  size: controlSize,
  pill: flag,
  block: flag,
  clearable: flag,
  disabled: flag,
  required: flag,
};

export const pickDefaults = { variant: 'outline', size: 'lg' } as const;

/** `required` is in neither contract; a form asks for it as for the value of any other field. */
export interface PickerProps {
  required?: unknown;
}

type Popovers = typeof import('./pickers');
let popovers: Popovers | null = null;

async function loadPopovers(): Promise<Popovers> {
  popovers ??= await import('./pickers');
  return popovers;
}

/** Fetches the popovers before they are asked for. */
function prepare(): void {
  loadPopovers().catch(() => {
    // It is asked for again when the picker is opened, which then says so.
  });
}

interface PickerKind {
  /** The value at first, as the field has it. */
  readonly initial: string;
  /** A value as it is sent. */
  readonly toSend: (value: string) => string;
  /** Whether it takes a value: its default may be one that cannot be chosen. */
  readonly takes?: (value: string) => boolean;
  /** The keys that open it. */
  readonly opens: (event: KeyboardEvent) => boolean;
}

/** What select and date picker share: a button that has the value, and opens what it is chosen from. */
export function usePicker(props: Props<typeof pickReaders>, kind: PickerKind) {
  const { initial, toSend, takes, opens } = kind;
  const name = props.name ?? '';
  const { labels } = useEnv();
  const trigger = useRef<HTMLButtonElement>(null);
  const field = useField(name, props.placeholder);
  const change = useChange(name, props.onChangeAction, initial);
  const [value, setValue] = useValue(initial);
  // The key that opened it; empty for a pointer.
  const [openedBy, setOpenedBy] = useState<string | null>(null);
  const [loaded, setLoaded] = useState(popovers);
  const isOpen = openedBy !== null && !props.disabled;

  useEffect(() => {
    if (!isOpen || loaded) return;
    let isWaiting = true;
    loadPopovers().then(
      (there) => isWaiting && setLoaded(there),
      (error: unknown) => {
        console.error('[chatkit] What a picker opens could not be loaded.', error);
        if (!isWaiting) return;
        field.say(labels.failed.replace('{type}', () => name));
        setOpenedBy(null);
      },
    );
    return () => {
      isWaiting = false;
    };
  }, [isOpen, loaded]);

  const open = (key: string) => {
    if (change.blocked) return;
    field.say(undefined);
    setOpenedBy(key);
  };
  const pick = (next: string) => {
    if (next === value || !change.sent(toSend(next), () => setValue(value))) return;
    field.say(undefined);
    setValue(next);
  };
  const close = (refocus: boolean) => {
    setOpenedBy(null);
    if (refocus) trigger.current?.focus();
  };
  return {
    field,
    value,
    pick,
    openedBy,
    popovers: isOpen ? loaded : null,
    popover: {
      id: `${field.control.id}-popover`,
      naming: field.naming,
      trigger,
      labels,
      pick,
      close,
    },
    clear:
      props.clearable && value !== '' && !props.disabled
        ? () => {
            pick('');
            trigger.current?.focus();
          }
        : undefined,
    box: {
      class: 'ck-w-picker',
      'data-block': props.block || undefined,
    },
    button: {
      ...field.control,
      ref: trigger,
      type: 'button' as const,
      class: 'ck-w-control',
      part: 'input',
      value: toSend(value),
      'data-variant': props.variant,
      'data-size': props.size,
      'data-pill': props.pill || undefined,
      'data-empty': value === '' || undefined,
      'data-required': props.required || undefined,
      'data-wrong': (value !== '' && takes?.(value) === false) || undefined,
      'data-disabled': change.blocked || undefined,
      'aria-expanded': isOpen,
      'aria-controls': isOpen && loaded ? `${field.control.id}-popover` : undefined,
      'aria-busy': (isOpen && !loaded) || undefined,
      'aria-disabled': change.blocked || undefined,
      disabled: props.disabled,
      onPointerEnter: prepare,
      onFocus: prepare,
      onClick: () => (isOpen ? close(true) : open('')),
      onKeyDown: (event: KeyboardEvent) => {
        if (isOpen && loaded) return; // it is heard by what was opened
        if (isOpen && event.key === 'Escape') return stop(event, () => close(false));
        // While that is fetched, too: Enter and Space would press the button, and close it.
        if (opens(event)) stop(event, () => open(event.key === ' ' ? '' : event.key));
      },
      // Space has done its work when it went down; coming up it would press the button as well.
      onKeyUp: (event: KeyboardEvent) => event.key === ' ' && event.preventDefault(),
    },
  };
}

/** A key that was for the picker is for nothing else. */
function stop(event: Event, deed: () => void): void {
  event.preventDefault();
  event.stopPropagation();
  deed();
}

/** A value that starts anew whenever its default becomes another one. */
function useValue(initial: string) {
  const [value, setValue] = useState(initial);
  const [from, setFrom] = useState(initial);
  if (from !== initial) {
    setFrom(initial);
    setValue(initial);
  }
  return [from === initial ? value : initial, setValue] as const;
}

export function ClearButton({ clear }: { clear: (() => void) | undefined }) {
  const { labels } = useEnv();
  if (!clear) return null;
  return (
    <button
      type="button"
      class="ck-w-clear"
      aria-label={labels.clear}
      title={labels.clear}
      onClick={clear}
    >
      <Icon name="lucide:x" />
    </button>
  );
}
