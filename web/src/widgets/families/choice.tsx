import { useId, useRef } from 'preact/hooks';
import { options, useChange } from '../change';
import { useEnv } from '../env';
import { FieldBox, useDefault, useField, useFieldId } from '../field';
import { action, flag, oneOf, type Props, readers, renderer, text, type WireOf } from '../props';

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
  const change = useChange(name, props.onChangeAction, props.defaultChecked);
  useDefault(ref, props.defaultChecked, (control, checked) => {
    control.checked = checked;
  });
  const onChange = () => {
    const control = ref.current;
    if (!control) return;
    const { checked } = control;
    const takeBack = () => {
      control.checked = !checked;
    };
    if (!change.sent(checked, takeBack)) takeBack();
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
  const change = useChange(name, props.onChangeAction, props.defaultValue);
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
        data-direction={props.direction}
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
                  const before = accepted.current;
                  const takeBack = () => choose(before);
                  if (change.sent(option.value, takeBack)) accepted.current = option.value;
                  else takeBack();
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

export const Checkbox = renderer(checkboxReaders, CheckboxView);
export const RadioGroup = renderer(radioReaders, RadioGroupView, { direction: 'col' });
