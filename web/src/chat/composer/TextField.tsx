import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useChat, useObservable, useTranslator } from '../context';
import type { Availability } from './useAvailability';

/** The text field grows with its text, up to what its style allows. */
function fit(field: HTMLTextAreaElement): void {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}

interface TextFieldProps {
  availability: Availability;
  submit: () => void;
}

/** The text of the message. */
export function TextField({ availability, submit }: TextFieldProps) {
  const chat = useChat();
  const { composer } = chat;
  const { t } = useTranslator();
  const { locked } = availability;
  const options = useObservable(chat.options, (value) => value.composer);
  const { text, toolId } = useObservable(composer.state);
  const field = useRef<HTMLTextAreaElement>(null);

  const attach = useCallback(
    (element: HTMLTextAreaElement | null) => {
      field.current = element;
      composer.input = element;
    },
    [composer],
  );
  useLayoutEffect(() => {
    if (field.current) fit(field.current);
  }, [text]);
  useEffect(() => {
    const element = field.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    let width = 0;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      fit(element);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const tool = options?.tools?.find(({ id }) => id === toolId);
  const placeholder =
    locked ?? tool?.placeholderOverride ?? options?.placeholder ?? t('composer.placeholder');

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    submit();
  };

  return (
    <textarea
      ref={attach}
      class="ck-input"
      part="composer-input"
      rows={1}
      // The placeholder goes the way of the whole chat.
      dir={text === '' ? undefined : 'auto'}
      enterkeyhint="send"
      aria-label={t('composer.label')}
      placeholder={placeholder}
      disabled={locked !== null}
      value={text}
      onInput={(event) => composer.set({ text: event.currentTarget.value })}
      onKeyDown={onKeyDown}
    />
  );
}
