import { useContext, useEffect, useState } from 'preact/hooks';
import { Icon } from '../icons';
import { MarkdownHostContext } from './host';

interface CodeBlockProps {
  code: string;
  language: string | null;
}

/** How long "copied" is shown, in milliseconds. */
const COPIED_FOR = 2_000;

export function CodeBlock({ code, language }: CodeBlockProps) {
  const { copy, t } = useContext(MarkdownHostContext);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <div class="ck-code" part="code">
      <div class="ck-code-head">
        <span>{language}</span>
        <button
          type="button"
          class="ck-icon-button"
          aria-label={copied ? t('message.copied') : t('code.copy')}
          onClick={async () => setCopied(await copy(code))}
        >
          <Icon name={copied ? 'check' : 'lucide:copy'} size={16} />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keyboard. */}
      <pre dir="ltr" tabIndex={0}>
        <code>{code}</code>
      </pre>
    </div>
  );
}
