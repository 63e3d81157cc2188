import { Icon } from '../../icons';
import { options } from '../change';
import { dateShape, dateText, toField, toWire } from '../dates';
import { useEnv } from '../env';
import { FieldBox } from '../field';
import { ClearButton, type PickerProps, pickDefaults, pickReaders, usePicker } from '../picker';
import { oneOf, type Props, readers, renderer, text, type WireOf } from '../props';

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

/** From this many options on a select has a search field, if it does not say otherwise. */
const SEARCHABLE_FROM = 16;

/** `searchable` is the Python SDK's. */
type WireSelect = WireOf<'Select'> & PickerProps & { searchable?: unknown };

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

const dateReaders = readers<WireOf<'DatePicker'> & PickerProps>()({
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
