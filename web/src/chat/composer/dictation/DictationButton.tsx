import { useChat, useObservable, useTranslator } from '../../context';
import { IconButton } from '../../IconButton';
import { canRecord } from './canRecord';

/** Begins to dictate; nothing where the page or the browser has no dictation. */
export function DictationButton({ disabled }: { disabled: boolean }) {
  const chat = useChat();
  const { t } = useTranslator();
  const isOn = useObservable(chat.options, ({ composer }) => composer?.dictation?.enabled === true);
  if (!isOn || !canRecord()) return null;
  return (
    <IconButton
      icon="lucide:mic"
      part="dictation-button"
      label={t('dictation.start')}
      disabled={disabled}
      onClick={() => void chat.dictation.start()}
    />
  );
}
