import { useRef } from 'preact/hooks';
import { useAction } from './actions';
import { MAX_OPTIONS } from './limits';
import { nestOne } from './payload';
import { flag, type Reader, text } from './props';
import { type ActionConfig, isRecord } from './types';

/** One of the values that a select or a radio group offers. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly disabled: boolean;
  readonly description: string | undefined;
}

export const options: Reader<readonly Option[]> = (value) => {
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
 * control then goes back to what it was, or it would show what the server does not know. For the
 * same reason `takeBack` is called when the action fails.
 *
 * @param given the value of the widget; once it is another one there is nothing to take back
 */
export function useChange(name: string, onChange: ActionConfig | undefined, given: unknown) {
  const control = useAction('none');
  const latest = useRef(given);
  latest.current = given;
  return {
    blocked: onChange !== undefined && control.blocked,
    sent: (value: unknown, takeBack: () => void) =>
      !onChange ||
      control.run(onChange, nestOne(name, value), () => {
        if (latest.current === given) takeBack();
      }),
  };
}
