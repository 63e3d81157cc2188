import { useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import { useAction } from '../actions';
import { dateShape, toControl } from '../dates';
import { useEnv } from '../env';
import { FieldBox, useDefault, useField, useFieldId } from '../field';
import { MAX_OPTIONS } from '../limits';
import { controlValue, nestOne } from '../payload';
import {
  action,
  flag,
  oneOf,
  type Props,
  type Reader,
  readers,
  renderer,
  text,
  type WireOf,
} from '../props';
import { type ActionConfig, isRecord } from '../types';
import { controlSize, controlVariant } from './button';

interface Option {
  readonly value: string;
  readonly label: string;
  readonly disabled: boolean;
  readonly description: string | undefined;
}

const options: Reader<readonly Option[]> = (value) => {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_OPTIONS).flatMap((option) => {
    if (!isRecord(option)) return [];
    const own = text(option['value']);
    if (own === undefined) return [];
    return {
      value: own,
      label: text(option['label']) ?? own,
      disabled: flag(option['disabled']),
      description: text(option['description']),
    };
  });
};

/**
 * Sends `onChangeAction` with the new value. `sent` is false when nothing can be sent now; the
 * control then goes back to what it was, or it would show what the server does not know.
 */
function useChange(name: string, onChange: ActionConfig | undefined) {
  const control = useAction('none');
  return {
    blocked: onChange !== undefined && control.blocked,
    sent: (value: unknown) => !onChange || control.run(onChange, nestOne(name, value)),
  };
}

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

const checkboxReaders = readers<WireOf<'Checkbox'>>()({
  name: text,
  label: text,
  defaultChecked: flag,
  onChangeAction: action,
  disabled: flag,
  required: flag,
});

function CheckboxView(props: Props<typeof checkboxReaders>) {
  const name = props.name ?? '';
  const ref = useRef<HTMLInputElement>(null);
  const field = useField(name, props.label);
  const change = useChange(name, props.onChangeAction);
  useDefault(ref, props.defaultChecked, (control, checked) => {
    control.checked = checked;
  });
  const onChange = () => {
    const control = ref.current;
    if (control && !change.sent(control.checked)) control.checked = !control.checked;
  };
  return (
    <FieldBox field={field} block={false}>
      <label class="ck-w-choice" data-disabled={props.disabled || change.blocked || undefined}>
        <input
          ref={ref}
          type="checkbox"
          class="ck-w-checkbox"
          part="checkbox"
          {...field.control}
          aria-label={props.label ? undefined : field.control['aria-label']}
          required={props.required}
          disabled={props.disabled}
          aria-disabled={change.blocked || undefined}
          onChange={onChange}
        />
        {props.label && <span dir="auto">{props.label}</span>}
      </label>
    </FieldBox>
  );
}

const radioReaders = readers<WireOf<'RadioGroup'>>()({
  name: text,
  options,
  ariaLabel: text,
  onChangeAction: action,
  defaultValue: text,
  direction: oneOf('row', 'col'),
  disabled: flag,
  required: flag,
});

function RadioGroupView(props: Props<typeof radioReaders>) {
  const name = props.name ?? '';
  const { labelled } = useEnv();
  const ref = useRef<HTMLDivElement>(null);
  const labelId = `${useFieldId(name)}-label`;
  const field = useField(name, props.ariaLabel);
  const change = useChange(name, props.onChangeAction);
  const accepted = useRef(props.defaultValue);
  const group = useId(); // radios of the same name elsewhere on the page are another choice
  const radios = () => [...(ref.current?.querySelectorAll('input') ?? [])];
  const choose = (value: string | undefined) => {
    accepted.current = value;
    for (const radio of radios()) radio.checked = radio.value === value;
  };
  useDefault(ref, props.defaultValue, (_, value) => choose(value));
  const { id, ...control } = field.control;
  return (
    <FieldBox field={field}>
      <div
        ref={ref}
        id={id}
        class="ck-w-radios"
        role="radiogroup"
        data-direction={props.direction ?? 'col'}
        aria-label={props.ariaLabel ?? control['aria-label']}
        aria-labelledby={!props.ariaLabel && labelled.has(name) ? labelId : undefined}
        aria-required={props.required || undefined}
        aria-describedby={control['aria-describedby']}
      >
        {props.options.map((option) => {
          const disabled = props.disabled || option.disabled;
          return (
            <label
              key={option.value}
              class="ck-w-choice"
              data-disabled={disabled || change.blocked || undefined}
            >
              <input
                type="radio"
                class="ck-w-radio"
                part="radio"
                name={group}
                value={option.value}
                data-field={name}
                required={props.required}
                disabled={disabled}
                aria-disabled={change.blocked || undefined}
                onInvalid={control.onInvalid}
                onInput={control.onInput}
                onChange={() => {
                  if (change.sent(option.value)) accepted.current = option.value;
                  else choose(accepted.current);
                }}
              />
              <span dir="auto">{option.label}</span>
            </label>
          );
        })}
      </div>
    </FieldBox>
  );
}

export const Select = renderer(selectReaders, SelectView);
export const DatePicker = renderer(dateReaders, DatePickerView);
export const Checkbox = renderer(checkboxReaders, CheckboxView);
export const RadioGroup = renderer(radioReaders, RadioGroupView);
