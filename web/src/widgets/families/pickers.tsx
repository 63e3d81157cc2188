import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import { options, useChange } from '../change';
import { dateShape, dateText, toField, toWire } from '../dates';
import { useEnv } from '../env';
import { FieldBox, useField } from '../field';
import { action, flag, oneOf, type Props, readers, renderer, text, type WireOf } from '../props';
import { controlSize, controlVariant } from './button';

const pickReaders = {
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

const pickDefaults = { variant: 'outline', size: 'lg' } as const;

/** `required` is in neither contract; a form asks for it as for the value of any other field. */
interface Own {
  required?: unknown;
}

type Popovers = typeof import('../pickers');
let popovers: Popovers | null = null;

async function loadPopovers(): Promise<Popovers> {
  popovers ??= await import('../pickers');
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
function usePicker(props: Props<typeof pickReaders>, kind: PickerKind) {
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

function opensPicker({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey) return false;
  return /^Arrow(Down|Up)$/.test(key) || (!altKey && (key === 'Enter' || key === ' '));
}

function opensList(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, isComposing } = event;
  if (opensPicker(event)) return true;
  if (ctrlKey || metaKey || altKey || isComposing) return false;
  return key.length === 1 || key === 'Home' || key === 'End';
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

function ClearButton({ clear }: { clear: (() => void) | undefined }) {
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

/** From this many options on a select has a search field, if it does not say otherwise. */
const SEARCHABLE_FROM = 16;

/** `searchable` is the Python SDK's. */
type WireSelect = WireOf<'Select'> & Own & { searchable?: unknown };

const selectReaders = readers<WireSelect>()({
  ...pickReaders,
  options,
  searchable: (value) => (typeof value === 'boolean' ? value : undefined),
});

function SelectView(props: Props<typeof selectReaders>) {
  const find = (value: string | undefined) => props.options.find((one) => one.value === value);
  const picker = usePicker(props, {
    initial: find(props.defaultValue)?.value ?? '',
    toSend: (value) => value,
    opens: opensList,
  });
  const { popovers } = picker;
  const chosen = find(picker.value);
  const isSearchable = props.searchable ?? props.options.length >= SEARCHABLE_FROM;
  return (
    <FieldBox field={picker.field} block={props.block}>
      <span {...picker.box}>
        <button
          {...picker.button}
          role="combobox"
          aria-expanded={picker.button['aria-expanded']}
          aria-haspopup={isSearchable ? 'dialog' : 'listbox'}
          aria-required={props.required || undefined}
        >
          <span class="ck-w-picker-value" dir="auto" data-widest={longest(props.options)}>
            {chosen?.label ?? props.placeholder}
          </span>
          <Icon name="lucide:chevron-down" />
        </button>
        <ClearButton clear={picker.clear} />
        {popovers && (
          <popovers.SelectPopover
            {...picker.popover}
            options={props.options}
            value={picker.value}
            isSearchable={isSearchable}
            openedBy={picker.openedBy ?? ''}
          />
        )}
      </span>
    </FieldBox>
  );
}

/** The longest label, which the button is as wide as. */
function longest(all: Props<typeof selectReaders>['options']): string {
  return all.reduce((most, { label }) => (label.length > most.length ? label : most), '');
}

/** What takes as much room as any other day or moment, or nearly. */
const WIDE_DAY = '2026-09-28';
const WIDE_MOMENT = `${WIDE_DAY}T22:58`;

const dateReaders = readers<WireOf<'DatePicker'> & Own>()({
  ...pickReaders,
  min: text,
  max: text,
  side: oneOf('top', 'bottom', 'left', 'right'),
  align: oneOf('start', 'center', 'end'),
});

function DatePickerView(props: Props<typeof dateReaders>) {
  const { locale, labelled } = useEnv();
  const shape = dateShape(props.defaultValue, props.min, props.max);
  const [min, max] = [toField(props.min, shape), toField(props.max, shape)];
  const picker = usePicker(props, {
    initial: toField(props.defaultValue, shape),
    takes: (day) => (!min || day >= min) && (!max || day <= max),
    toSend: (value) => toWire(value, shape),
    opens: opensPicker,
  });
  const { popovers, value, field } = picker;
  const { id, 'aria-label': ownName } = field.control;
  const naming = labelled.has(props.name ?? '') ? `${id}-label` : `${id}-name`;
  // Its name is that of the field and then the day, or nobody would hear which one it is.
  const says = value !== '' || !ownName ? `${naming} ${id}-value` : naming;
  return (
    <FieldBox field={field} block={props.block}>
      <span {...picker.box}>
        <button
          {...picker.button}
          aria-label={undefined}
          aria-labelledby={says}
          aria-haspopup="dialog"
        >
          <Icon name="calendar" />
          {ownName && (
            <span id={`${id}-name`} class="ck-sr">
              {ownName}
            </span>
          )}
          <span
            id={`${id}-value`}
            class="ck-w-picker-value"
            data-widest={dateText(shape.hasTime ? WIDE_MOMENT : WIDE_DAY, locale)}
          >
            {value ? dateText(value, locale) : props.placeholder}
          </span>
        </button>
        <ClearButton clear={picker.clear} />
        {popovers && (
          <popovers.CalendarPopover
            {...picker.popover}
            value={value}
            min={min}
            max={max}
            hasTime={shape.hasTime}
            locale={locale}
            side={props.side}
            align={props.align}
          />
        )}
      </span>
    </FieldBox>
  );
}

export const Select = renderer(selectReaders, SelectView, pickDefaults);
export const DatePicker = renderer(dateReaders, DatePickerView, {
  ...pickDefaults,
  side: 'bottom',
  align: 'start',
});
