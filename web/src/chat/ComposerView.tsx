import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Translator } from '../i18n';
import { Icon } from '../icons';
import type { ThreadStatus } from '../protocol';
import { ComposerExtras } from './ComposerExtras';
import { useChat, useConversation, useObservable, useTranslator } from './context';
import { ignoreReported } from './model';

function lockText(status: ThreadStatus | undefined, t: Translator['t']): string | null {
  if (!status || status.type === 'active') return null;
  return status.reason ?? t(status.type === 'locked' ? 'composer.locked' : 'composer.closed');
}

/** The text field grows with its text, up to what its style allows. */
function fit(field: HTMLTextAreaElement): void {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}

/** Where messages are written. */
export function ComposerView() {
  const chat = useChat();
  const { composer, session } = chat;
  const { t } = useTranslator();
  const options = useObservable(chat.options, (value) => value.composer);
  const { text, attachments, toolId } = useObservable(composer.state);
  const activity = useConversation((state) => state.activity);
  const allowCancel = useConversation((state) => state.thread.allowCancel);
  const isLoaded = useConversation((state) => state.loading === 'no');
  const locked = lockText(
    useConversation((state) => state.thread.meta?.status),
    t,
  );
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

  const isEmpty = text.trim() === '' && attachments.length === 0;
  const isBusy = activity !== 'idle';
  const showStop = isBusy && activity !== 'acting' && allowCancel;
  const tool = options?.tools?.find(({ id }) => id === toolId);
  const placeholder =
    locked ?? tool?.placeholderOverride ?? options?.placeholder ?? t('composer.placeholder');

  const submit = () => {
    chat.submit().catch(ignoreReported);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    if (!isBusy && isLoaded) submit();
  };

  return (
    <form
      class="ck-composer"
      part="composer"
      data-locked={locked === null ? undefined : ''}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ComposerExtras />
      <div class="ck-composer-row">
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
        {showStop ? (
          <button
            type="button"
            class="ck-send"
            part="stop-button"
            aria-label={t('composer.stop')}
            title={t('composer.stop')}
            disabled={activity === 'stopping'}
            onClick={() => {
              void session.current.value.stop();
              field.current?.focus();
            }}
          >
            <Icon name="lucide:square" size={14} />
          </button>
        ) : (
          <button
            type="submit"
            class="ck-send"
            part="send-button"
            aria-label={t('composer.send')}
            title={t('composer.send')}
            disabled={isEmpty || isBusy || !isLoaded || locked !== null}
          >
            <Icon name="lucide:arrow-up" size={20} />
          </button>
        )}
      </div>
    </form>
  );
}
