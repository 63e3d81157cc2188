import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { UserMessageItem } from '../../protocol';
import { useChat, useConversation, useTranslator } from '../context';
import { useRules } from '../lazy';
import { ignoreReported } from '../model';
import { editBetween, follow, taggedText } from '../model/tagged-text';
import rules from './edit.css?inline';

/** A message of the user that is being changed, in the place where it stands. */
export function EditMessage({ item }: { item: UserMessageItem }) {
  const chat = useChat();
  const { t } = useTranslator();
  const isBusy = useConversation((state) => state.activity === 'acting');
  const [value, setValue] = useState(() => taggedText(item.content));
  const { text } = value;
  useRules(rules);
  const field = useRef<HTMLTextAreaElement>(null);
  const hasFiles = (item.attachments?.length ?? 0) > 0;
  const canSend = !isBusy && (text.trim() !== '' || hasFiles);

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);
  useLayoutEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);

  const cancel = () => {
    chat.editing.cancel();
    chat.composer.input?.focus();
  };
  const send = () => {
    if (!canSend) return;
    chat.editing.send(item, value).catch(ignoreReported);
    chat.composer.input?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, its keys belong to it.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') cancel();
    else if (event.key === 'Enter' && !event.shiftKey) send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <form
      class="ck-edit"
      part="edit"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        class="ck-edit-field"
        rows={1}
        dir="auto"
        enterkeyhint="send"
        aria-label={t('edit.label')}
        value={text}
        onInput={({ currentTarget: { value: written, selectionEnd } }) => {
          const edit = editBetween(text, written, selectionEnd);
          setValue({ text: written, tags: follow(value.tags, edit).tags });
        }}
        onKeyDown={onKeyDown}
      />
      <div class="ck-edit-actions">
        <span class="ck-edit-hint">{t('edit.hint')}</span>
        <button type="button" class="ck-button" onClick={cancel}>
          {t('edit.cancel')}
        </button>
        <button type="submit" class="ck-button" data-primary disabled={!canSend}>
          {t('edit.send')}
        </button>
      </div>
    </form>
  );
}
