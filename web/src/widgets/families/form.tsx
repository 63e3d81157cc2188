import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { FieldBox, selectOnce, useDefault, useField, usePattern } from '../field';
import { count, flag, oneOf, type Props, readers, renderer, text, type WireOf } from '../props';
import { controlSize } from './button';
import { autofill } from './text';

const entryReaders = {
  name: text,
  defaultValue: text,
  required: flag,
  pattern: text,
  placeholder: text,
  allowAutofillExtensions: flag,
  autoSelect: flag,
  autoFocus: flag,
  disabled: flag,
  variant: oneOf('soft', 'outline'),
  size: controlSize,
  gutterSize: oneOf('2xs', 'xs', 'sm', 'md', 'lg', 'xl'),
};

const entryDefaults = { variant: 'outline', size: 'lg' } as const;

type EntryProps = Props<typeof entryReaders>;

/** What single-line and multi-line entries have in common. */
function useEntry(props: EntryProps) {
  const field = useField(props.name ?? '', props.placeholder);
  const selected = useRef(false);
  return {
    field,
    attributes: {
      ...field.control,
      ...autofill(props.allowAutofillExtensions),
      part: 'input',
      dir: 'auto' as const,
      placeholder: props.placeholder,
      required: props.required,
      disabled: props.disabled,
      'data-variant': props.variant,
      'data-size': props.size,
      'data-gutter': props.gutterSize,
      'data-autofocus': props.autoFocus || undefined,
      onFocus: selectOnce(props.autoSelect, selected),
    },
  };
}

const setValue = (control: HTMLInputElement | HTMLTextAreaElement, value: string) => {
  control.value = value;
};

const inputReaders = readers<WireOf<'Input'>>()({
  ...entryReaders,
  inputType: oneOf('number', 'email', 'text', 'password', 'tel', 'url'),
  pill: flag,
});

function InputView(props: Props<typeof inputReaders>) {
  const ref = useRef<HTMLInputElement>(null);
  const { field, attributes } = useEntry(props);
  const type = props.inputType;
  useDefault(ref, props.defaultValue ?? '', setValue);
  return (
    <FieldBox field={field}>
      <input
        ref={ref}
        class="ck-w-control ck-w-input"
        type={type as 'text'} // which of them it is makes no difference to the attributes below
        step={type === 'number' ? 'any' : undefined}
        pattern={props.pattern}
        data-pill={props.pill || undefined}
        {...attributes}
      />
    </FieldBox>
  );
}

const textareaReaders = readers<WireOf<'Textarea'>>()({
  ...entryReaders,
  rows: count(1, 40),
  autoResize: flag,
  maxRows: count(1, 100),
});

function TextareaView(props: Props<typeof textareaReaders>) {
  const ref = useRef<HTMLTextAreaElement>(null);
  const { field, attributes } = useEntry(props);
  const { rows, maxRows } = props;
  useDefault(ref, props.defaultValue ?? '', setValue);
  usePattern(ref, props.pattern);
  useAutoResize(ref, props.autoResize);
  return (
    <FieldBox field={field}>
      <textarea
        ref={ref}
        class="ck-w-control ck-w-textarea"
        rows={rows}
        data-auto-resize={props.autoResize || undefined}
        style={{ '--ck-w-rows': rows, '--ck-w-max-rows': maxRows }}
        {...attributes}
      />
    </FieldBox>
  );
}

/** Grows with the text where the browser cannot do that by itself (`field-sizing: content`). */
function useAutoResize(ref: RefObject<HTMLTextAreaElement | null>, enabled: boolean): void {
  useEffect(() => {
    const control = ref.current;
    if (!control || !enabled || globalThis.CSS?.supports?.('field-sizing', 'content')) return;
    const grow = () => {
      control.style.blockSize = 'auto';
      control.style.blockSize = `${control.scrollHeight + 2}px`;
    };
    grow();
    control.addEventListener('input', grow);
    return () => control.removeEventListener('input', grow);
  }, [ref, enabled]);
}

export const Input = renderer(inputReaders, InputView, { ...entryDefaults, inputType: 'text' });
export const Textarea = renderer(textareaReaders, TextareaView, {
  ...entryDefaults,
  rows: 3,
  maxRows: 12,
});
