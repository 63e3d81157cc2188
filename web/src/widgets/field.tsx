import type { ComponentChildren, RefObject } from 'preact';
import { useContext, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { useEnv } from './env';
import { FormContext } from './form-scope';

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLButtonElement;

/** What every form control has: its identity, its accessible name and what is wrong with its value. */
export interface Field {
  readonly error: string | undefined;
  readonly errorId: string;
  /** What names it: its `Label`, or else these words. */
  readonly naming: { readonly 'aria-labelledby': string } | { readonly 'aria-label': string };
  /** Says what is wrong; nothing any more with `undefined`. */
  readonly say: (error: string | undefined) => void;
  /** Attributes for the control itself. */
  readonly control: {
    readonly id: string;
    readonly 'data-field': string;
    readonly 'aria-label': string | undefined;
    readonly 'aria-invalid': 'true' | undefined;
    readonly 'aria-describedby': string | undefined;
    readonly onInvalid: (event: Event) => void;
    readonly onInput: (event: Event) => void;
  };
}

/** The element id of a field: the same for the control and for the label that names it. */
export function useFieldId(name: string): string {
  const env = useEnv();
  const form = useContext(FormContext);
  const part = name.replace(/[^\w-]/g, (sign) => `_${sign.codePointAt(0)?.toString(16)}`);
  return `${form?.id ?? env.id}-${part}`;
}

/**
 * A form control.
 *
 * @param name the field's name on the wire
 * @param hint names the control where no `Label` does
 */
export function useField(name: string, hint: string | undefined): Field {
  const { labels, labelled } = useEnv();
  const id = useFieldId(name);
  const errorId = `${id}-error`;
  const words = hint ?? humanized(name);
  const [error, setError] = useState<string>();
  return {
    error,
    errorId,
    naming: labelled.has(name) ? { 'aria-labelledby': `${id}-label` } : { 'aria-label': words },
    say: setError,
    control: {
      id,
      'data-field': name,
      'aria-label': labelled.has(name) ? undefined : words,
      'aria-invalid': error ? 'true' : undefined,
      'aria-describedby': error ? errorId : undefined,
      onInvalid: (event) => {
        event.preventDefault(); // no bubble of the browser's: the message stands below the field
        const control = event.currentTarget as Control;
        const isMissing = control.validity.valueMissing || isMissingValue(control);
        const fallback = isMissing ? labels.required : labels.invalid;
        setError(control.validationMessage || fallback);
      },
      onInput: (event) => {
        if (error && (event.currentTarget as Control).validity.valid) setError(undefined);
      },
    },
  };
}

/** Whether a picker that asks for a value has none. */
function isMissingValue(control: Element): boolean {
  return (
    control instanceof HTMLButtonElement &&
    control.dataset['required'] !== undefined &&
    !control.disabled &&
    control.value === ''
  );
}

/** Whether a picker has no value that its form takes: to a browser every button is valid. */
export function isWrongPicker(control: Element): boolean {
  return isMissingValue(control) || control.matches('button[data-wrong]:enabled');
}

/** `task.due_date` → `Due date`. */
export function humanized(name: string): string {
  const words = (name.split('.').at(-1) ?? name).replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A control with the message about its value below it. */
export function FieldBox({
  field,
  block = true,
  children,
}: {
  field: Field;
  block?: boolean;
  children: ComponentChildren;
}) {
  return (
    <div class="ck-w-field" data-block={block || undefined}>
      {children}
      {field.error && (
        <p class="ck-w-error" id={field.errorId} part="field-error">
          {field.error}
        </p>
      )}
    </div>
  );
}

/**
 * Sets a control to its default when it appears and whenever the default becomes another one; what
 * the user typed survives a widget that is replaced with the same default.
 */
export function useDefault<T extends HTMLElement, V>(
  ref: RefObject<T | null>,
  value: V,
  apply: (control: T, value: V) => void,
): void {
  // Only another default may reset the control, not another way to apply it.
  useLayoutEffect(() => {
    if (ref.current) apply(ref.current, value);
  }, [value]);
}

/** A textarea has no `pattern` of its own: the same rule, checked as for inputs. */
export function usePattern(ref: RefObject<HTMLElement | null>, pattern: string | undefined): void {
  useEffect(() => {
    const control = ref.current;
    if (!(control instanceof HTMLTextAreaElement) || !pattern) return;
    // The browser's own check of an input is borrowed: an invalid pattern is ignored there as well.
    const probe = document.createElement('input');
    probe.pattern = pattern;
    const check = () => {
      probe.value = control.value.replaceAll('\n', ' ');
      control.setCustomValidity(probe.validity.patternMismatch ? probe.validationMessage : '');
    };
    check();
    control.addEventListener('input', check);
    return () => control.removeEventListener('input', check);
  }, [ref, pattern]);
}

/** Selects a field's whole text when it is first entered. */
export function selectOnce(enabled: boolean, selected: { current: boolean }) {
  return (event: FocusEvent) => {
    if (!enabled || selected.current) return;
    selected.current = true;
    (event.currentTarget as HTMLInputElement | HTMLTextAreaElement).select();
  };
}
