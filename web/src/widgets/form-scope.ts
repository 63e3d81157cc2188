import { createContext, type RefObject } from 'preact';
import { useId, useMemo, useRef } from 'preact/hooks';
import { isWrongPicker } from './field';
import { collectValues } from './payload';

/** The form around a control: a `Form`, or a `Card` with `asForm`. */
export interface FormScope {
  readonly id: string;
  readonly values: () => Record<string, unknown>;
  /** Checks every field, shows what is wrong, and moves the focus to the first field that is. */
  readonly validate: () => boolean;
}

export const FormContext = createContext<FormScope | null>(null);

/** A form scope and the ref for its `<form>`. */
export function useNewForm(): { scope: FormScope; ref: RefObject<HTMLFormElement | null> } {
  const ref = useRef<HTMLFormElement>(null);
  const id = useId();
  const scope = useMemo<FormScope>(
    () => ({
      id,
      values: () => (ref.current ? collectValues(ref.current) : {}),
      validate: () => ref.current === null || validate(ref.current),
    }),
    [id],
  );
  return { scope, ref };
}

function validate(form: HTMLFormElement): boolean {
  const pickers = [...form.elements].filter(isWrongPicker);
  for (const picker of pickers) picker.dispatchEvent(new Event('invalid', { cancelable: true }));
  // Each field that fails gets an `invalid` event, and says so itself.
  if (form.checkValidity() && pickers.length === 0) return true;
  const wrong = [...form.elements].find(
    (control) => pickers.includes(control) || control.matches(':is(input, textarea):invalid'),
  );
  if (wrong instanceof HTMLElement) wrong.focus();
  return false;
}
