import { useRef, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import { options, useChange } from '../change';
import { dateShape, toControl } from '../dates';
import { useEnv } from '../env';
import { FieldBox, useDefault, useField } from '../field';
import { controlValue } from '../payload';
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
};

type Picker = HTMLSelectElement | HTMLInputElement;

/** What select and date picker share: a native control in a frame, with a way to empty it. */
function usePicker<T extends Picker>(props: Props<typeof pickReaders>, initial: string) {
  const name = props.name ?? '';
  const ref = useRef<T>(null);
  const field = useField(name, props.placeholder);
  const change = useChange(name, props.onChangeAction);
  const accepted = useRef(initial);
  const [empty, setEmpty] = useState(initial === '');
  useDefault(ref, initial, (control, value) => {
    control.value = value;
    accepted.current = control.value;
    setEmpty(control.value === '');
  });
  const onChange = () => {
    const control = ref.current;
    if (!control) return;
    if (change.sent(controlValue(control))) accepted.current = control.value;
    else control.value = accepted.current;
    setEmpty(control.value === '');
  };
  const clear = () => {
    if (!ref.current) return;
    ref.current.value = '';
    onChange();
    ref.current.focus();
  };
  return {
    ref,
    field,
    empty,
    clear: props.clearable && !empty && !props.disabled ? clear : undefined,
    frame: {
      class: 'ck-w-control ck-w-picker',
      part: 'input',
      'data-variant': props.variant ?? 'outline',
      'data-size': props.size ?? 'lg',
      'data-pill': props.pill || undefined,
      'data-block': props.block || undefined,
      'data-empty': empty || undefined,
      'data-disabled': props.disabled || change.blocked || undefined,
    },
    attributes: {
      ...field.control,
      disabled: props.disabled,
      'aria-disabled': change.blocked || undefined,
      onChange,
    },
  };
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

/** `searchable` is the Python SDK's; the browser's own list can be searched by typing. */
type WireSelect = WireOf<'Select'> & { searchable?: unknown };

const selectReaders = readers<WireSelect>()({ ...pickReaders, options, searchable: flag });

function SelectView(props: Props<typeof selectReaders>) {
  const known = props.options.some((option) => option.value === props.defaultValue);
  const picker = usePicker<HTMLSelectElement>(
    props,
    known && props.defaultValue !== undefined ? props.defaultValue : '',
  );
  return (
    <FieldBox field={picker.field} block={props.block}>
      <span {...picker.frame}>
        <select ref={picker.ref} {...picker.attributes}>
          {!props.options.some((option) => option.value === '') && (
            <option value="" hidden={!props.clearable}>
              {props.placeholder ?? ''}
            </option>
          )}
          {props.options.map((option) => (
            <option
              key={option.value}
              value={option.value}
              disabled={option.disabled}
              title={option.description}
            >
              {option.label}
            </option>
          ))}
        </select>
        <ClearButton clear={picker.clear} />
        <Icon name="lucide:chevron-down" />
      </span>
    </FieldBox>
  );
}

const dateReaders = readers<WireOf<'DatePicker'>>()({
  ...pickReaders,
  min: text,
  max: text,
  // The browser places its own calendar.
  side: oneOf('top', 'bottom', 'left', 'right'),
  align: oneOf('start', 'center', 'end'),
});

function DatePickerView(props: Props<typeof dateReaders>) {
  const shape = dateShape(props.defaultValue, props.min, props.max);
  const picker = usePicker<HTMLInputElement>(props, toControl(props.defaultValue, shape));
  return (
    <FieldBox field={picker.field} block={props.block}>
      <span {...picker.frame} data-kind="date">
        <Icon name="calendar" />
        {picker.empty && props.placeholder && (
          <span class="ck-w-placeholder" aria-hidden="true">
            {props.placeholder}
          </span>
        )}
        <input
          ref={picker.ref}
          type={shape.type}
          min={toControl(props.min, shape)}
          max={toControl(props.max, shape)}
          data-zoned={shape.zoned || undefined}
          {...picker.attributes}
        />
        <ClearButton clear={picker.clear} />
      </span>
    </FieldBox>
  );
}

export const Select = renderer(selectReaders, SelectView);
export const DatePicker = renderer(dateReaders, DatePickerView);
