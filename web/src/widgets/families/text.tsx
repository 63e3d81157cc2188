import { useRef } from 'preact/hooks';
import { textColor } from '../colors';
import { type Style, set, size } from '../css';
import { useEnv } from '../env';
import { FieldBox, selectOnce, useDefault, useField, useFieldId, usePattern } from '../field';
import {
  count,
  flag,
  oneOf,
  type Props,
  type Reader,
  readers,
  renderer,
  text,
  type WireOf,
} from '../props';
import { isRecord } from '../types';

const typography = {
  value: text,
  color: textColor,
  weight: oneOf('normal', 'medium', 'semibold', 'bold'),
  textAlign: oneOf('start', 'center', 'end'),
  truncate: flag,
  maxLines: count(1, 100),
};

const WEIGHTS = { normal: 400, medium: 500, semibold: 600, bold: 700 };

function typographyStyle(
  props: Pick<Props<typeof typography>, 'color' | 'weight' | 'maxLines'>,
): Style {
  return {
    ...set('color', props.color),
    ...set('fontWeight', props.weight && WEIGHTS[props.weight]),
    ...set('--ck-w-max-lines', props.maxLines),
  };
}

/** Attributes that the stylesheet of all text reads. */
const clamp = (props: { truncate: boolean; maxLines: number | undefined }) => ({
  'data-truncate': props.truncate || undefined,
  'data-clamp': props.maxLines ? true : undefined,
});

const titleReaders = readers<WireOf<'Title'>>()({
  ...typography,
  size: oneOf('sm', 'md', 'lg', 'xl', '2xl', '3xl', '4xl', '5xl'),
});

function TitleView(props: Props<typeof titleReaders>) {
  return (
    <h3
      class="ck-w-text ck-w-title"
      dir="auto"
      data-size={props.size}
      data-align={props.textAlign}
      style={typographyStyle(props)}
      {...clamp(props)}
    >
      {props.value}
    </h3>
  );
}

const captionReaders = readers<WireOf<'Caption'>>()({
  ...typography,
  size: oneOf('sm', 'md', 'lg'),
});

function CaptionView(props: Props<typeof captionReaders>) {
  return (
    <p
      class="ck-w-text ck-w-caption"
      dir="auto"
      data-size={props.size}
      data-align={props.textAlign}
      style={typographyStyle(props)}
      {...clamp(props)}
    >
      {props.value}
    </p>
  );
}

interface Editable {
  readonly name: string;
  readonly autoFocus: boolean;
  readonly autoSelect: boolean;
  readonly autoComplete: string | undefined;
  readonly allowAutofillExtensions: boolean;
  readonly pattern: string | undefined;
  readonly placeholder: string | undefined;
  readonly required: boolean;
}

const editable: Reader<Editable | undefined> = (value) => {
  if (!isRecord(value) || typeof value['name'] !== 'string') return undefined;
  return {
    name: value['name'],
    autoFocus: flag(value['autoFocus']),
    autoSelect: flag(value['autoSelect']),
    autoComplete: text(value['autoComplete']),
    allowAutofillExtensions: flag(value['allowAutofillExtensions']),
    pattern: text(value['pattern']),
    placeholder: text(value['placeholder']),
    required: flag(value['required']),
  };
};

const textReaders = readers<WireOf<'Text'>>()({
  ...typography,
  size: oneOf('xs', 'sm', 'md', 'lg', 'xl'),
  streaming: flag,
  italic: flag,
  lineThrough: flag,
  width: size,
  minLines: count(1, 100),
  editable,
});

type TextProps = Props<typeof textReaders>;

function TextView(props: TextProps) {
  const style = {
    ...typographyStyle(props),
    ...set('inlineSize', props.width),
    ...set('--ck-w-min-lines', props.minLines),
  };
  const common = {
    'data-size': props.size,
    'data-align': props.textAlign,
    'data-italic': props.italic || undefined,
    'data-line-through': props.lineThrough || undefined,
    'data-min-lines': props.minLines ? true : undefined,
    style,
  };
  if (props.editable) return <EditableText {...props} editable={props.editable} common={common} />;
  return (
    <p
      class="ck-w-text"
      dir="auto"
      data-streaming={props.streaming || undefined}
      {...common}
      {...clamp(props)}
    >
      {props.value}
    </p>
  );
}

/** Text that is a field: it looks like text until it is pointed at. */
function EditableText({
  editable: spec,
  value = '',
  minLines = 1,
  maxLines = 1,
  common,
}: TextProps & { editable: Editable; common: object }) {
  const field = useField(spec.name, spec.placeholder);
  const ref = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const selected = useRef(false);
  useDefault(ref, value, (control, text) => {
    control.value = text;
  });
  usePattern(ref, spec.pattern);
  const attributes = {
    ...field.control,
    ...common,
    ...autofill(spec.allowAutofillExtensions),
    class: 'ck-w-text ck-w-editable',
    dir: 'auto' as const,
    placeholder: spec.placeholder,
    required: spec.required,
    'data-autofocus': spec.autoFocus || undefined,
    onFocus: selectOnce(spec.autoSelect, selected),
    ...(spec.autoComplete && { autocomplete: spec.autoComplete as 'on' }),
  };
  const lines = Math.max(minLines, maxLines);
  return (
    <FieldBox field={field}>
      {lines > 1 ? (
        <textarea ref={ref} rows={minLines} {...attributes} />
      ) : (
        <input ref={ref} type="text" pattern={spec.pattern} {...attributes} />
      )}
    </FieldBox>
  );
}

/** Asks password managers to keep out, unless the author lets them in. */
export function autofill(allowed: boolean) {
  return allowed
    ? {}
    : { autocomplete: 'off' as const, 'data-1p-ignore': true, 'data-lpignore': 'true' };
}

const markdownReaders = readers<WireOf<'Markdown'>>()({ value: text, streaming: flag });

function MarkdownView({ value = '', streaming }: Props<typeof markdownReaders>) {
  const { Markdown } = useEnv();
  return (
    <div class="ck-w-markdown" dir="auto">
      <Markdown text={value} streaming={streaming} />
    </div>
  );
}

const labelReaders = readers<WireOf<'Label'>>()({
  value: text,
  fieldName: text,
  size: oneOf('xs', 'sm', 'md', 'lg', 'xl'),
  weight: oneOf('normal', 'medium', 'semibold', 'bold'),
  textAlign: oneOf('start', 'center', 'end'),
  color: textColor,
});

function LabelView({ value, fieldName = '', ...props }: Props<typeof labelReaders>) {
  const id = useFieldId(fieldName);
  return (
    <label
      class="ck-w-text ck-w-label"
      id={`${id}-label`}
      for={id}
      dir="auto"
      data-size={props.size}
      data-align={props.textAlign}
      style={typographyStyle({ ...props, maxLines: undefined })}
    >
      {value}
    </label>
  );
}

export const Title = renderer(titleReaders, TitleView, { size: 'md' });
export const Caption = renderer(captionReaders, CaptionView, { size: 'md' });
export const Text = renderer(textReaders, TextView, { size: 'md' });
export const Markdown = renderer(markdownReaders, MarkdownView);
export const Label = renderer(labelReaders, LabelView, { size: 'sm' });
