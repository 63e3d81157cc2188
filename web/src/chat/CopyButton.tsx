import { useEffect, useState } from 'preact/hooks';
import { useTranslator } from './context';
import { IconButton } from './IconButton';
import { copyMarkdown, copyText } from './model';

/** How long "copied" is shown, in milliseconds. */
const COPIED_FOR = 2_000;

interface CopyButtonProps {
  text: string;
  /** The text is markdown: a rich text goes along. */
  rich?: boolean;
  label?: string;
}

/** Puts a text on the clipboard, and says so for a moment. */
export function CopyButton({ text, rich = false, label }: CopyButtonProps) {
  const { t } = useTranslator();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      icon={copied ? 'check' : 'lucide:copy'}
      size={16}
      label={copied ? t('message.copied') : (label ?? t('message.copy'))}
      onClick={async () => setCopied(await (rich ? copyMarkdown(text) : copyText(text)))}
    />
  );
}
