import { useLayoutEffect, useRef } from 'preact/hooks';
import { useTranslator } from '../context';

interface RenameFormProps {
  title: string;
  onSave: (title: string) => void;
  onCancel: () => void;
}

/** The field for a conversation's new title. */
export function RenameForm({ title, onSave, onCancel }: RenameFormProps) {
  const { t } = useTranslator();
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const save = () => {
    const renamed = field.current?.value.trim() ?? '';
    if (renamed === '' || renamed === title) onCancel();
    else onSave(renamed);
  };
  return (
    <form
      class="ck-rename"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        // While an input method composes a character, its keys belong to it.
        if (event.key !== 'Escape' || event.isComposing) return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <input
        ref={field}
        type="text"
        dir="auto"
        aria-label={t('history.rename.label')}
        defaultValue={title}
      />
      <button type="submit" class="ck-button">
        {t('history.rename.save')}
      </button>
      <button type="button" class="ck-button" onClick={onCancel}>
        {t('history.cancel')}
      </button>
    </form>
  );
}
