import { useMemo } from 'preact/hooks';
import { useChat, useObservable, useTranslator } from '../../context';
import type { ComposerAction } from '../actions';
import { acceptAttribute, limitsOf } from './limits';

/** The file field behind “Add photos and files”; nothing where attachments are off. */
export function FilePicker() {
  const { options, uploads, composer } = useChat();
  const current = useObservable(options);
  const limits = useMemo(() => limitsOf(current), [current]);
  if (!limits) return null;
  return (
    <input
      ref={(input) => {
        uploads.picker = input;
      }}
      type="file"
      hidden
      multiple={limits.maxCount > 1}
      accept={acceptAttribute(limits)}
      onChange={({ currentTarget: input }) => {
        uploads.add([...(input.files ?? [])]);
        // So that the same file can be chosen again.
        input.value = '';
        composer.input?.focus();
      }}
    />
  );
}

/** Choosing files, as an entry of the composer's menus. */
export function useAttachAction(): readonly ComposerAction[] {
  const { options, uploads } = useChat();
  const { t } = useTranslator();
  const isOn = useObservable(options, (value) => value.composer?.attachments?.enabled === true);
  if (!isOn) return [];
  const run = () => uploads.picker?.click();
  return [{ id: 'attach', icon: 'lucide:paperclip', label: t('composer.attach'), run }];
}
