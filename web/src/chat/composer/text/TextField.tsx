import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import { useChat, useObservable, useTranslator } from '../../context';
import { LazyAssist } from '../assist/LazyAssist';
import type { Availability } from '../useAvailability';
import { rectAt, reveal } from './geometry';
import { isLong, TagLayer } from './TagLayer';
import { useTextField } from './useTextField';

interface TextFieldProps {
  availability: Availability;
  submit: () => void;
}

/** The text of the message, with its tags and what can be chosen while it is typed. */
export function TextField({ availability, submit }: TextFieldProps) {
  const chat = useChat();
  const { composer } = chat;
  const { t } = useTranslator();
  const { locked } = availability;
  const options = useObservable(chat.options, (value) => value.composer);
  const { text, tags, toolId } = useObservable(composer.state);
  const scrollsItself = isLong(text.length);
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);

  const attach = useCallback(
    (element: HTMLTextAreaElement | null) => {
      field.current = element;
      composer.input = element;
    },
    [composer],
  );
  const handlers = useTextField(field);

  useLayoutEffect(() => {
    if (scrollsItself || !scroller.current || !layer.current || !field.current) return;
    // The field shows all of its text: what scrolls is around it.
    field.current.scrollTop = 0;
    if (scroller.current.scrollHeight > scroller.current.clientHeight) {
      reveal(scroller.current, rectAt(layer.current, field.current.selectionEnd));
    }
  }, [scrollsItself, text]);

  const followField = () => {
    const { current: tagLayer } = layer;
    if (!tagLayer || !field.current) return;
    tagLayer.style.transform = scrollsItself ? `translateY(${-field.current.scrollTop}px)` : '';
  };
  useLayoutEffect(followField, [scrollsItself]);

  const tool = options?.tools?.find(({ id }) => id === toolId);
  const placeholder =
    locked ?? tool?.placeholderOverride ?? options?.placeholder ?? t('composer.placeholder');
  // The placeholder goes the way of the whole chat.
  const dir = text === '' ? undefined : 'auto';

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, keys belong to it.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      submit();
    }
  };

  return (
    <div ref={scroller} class="ck-field" data-long={scrollsItself ? '' : undefined}>
      <div class="ck-field-text">
        <TagLayer text={text} placeholder={placeholder} tags={tags} dir={dir} layerRef={layer} />
        <textarea
          ref={attach}
          class="ck-input"
          part="composer-input"
          rows={1}
          dir={dir}
          enterkeyhint="send"
          aria-label={t('composer.label')}
          placeholder={placeholder}
          disabled={locked !== null}
          value={text}
          onKeyDown={onKeyDown}
          {...handlers}
          onBeforeInput={(event) => {
            handlers.onBeforeInput(event);
            // A long text that is pasted should be laid out once only, so this does not wait for it.
            const { value, selectionStart, selectionEnd } = event.currentTarget;
            const length =
              value.length + (event.data?.length ?? 0) - (selectionEnd - selectionStart);
            if (isLong(length)) scroller.current?.setAttribute('data-long', '');
          }}
          onScroll={scrollsItself ? followField : undefined}
        />
      </div>
      <LazyAssist
        field={field}
        layer={layer}
        anchor={(offset) => layer.current && rectAt(layer.current, offset)}
      />
    </div>
  );
}
