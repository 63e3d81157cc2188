import { useContext, useEffect, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import { MarkdownHostContext } from '../host';
import { Scroller } from '../Scroller';
import { ColoredCode } from './ColoredCode';

interface CodeBlockProps {
  code: string;
  language: string | null;
  /** More is to come. */
  open: boolean;
}

/** How long "copied" is shown, in milliseconds. */
const COPIED_FOR = 2_000;

export function CodeBlock({ code, language, open }: CodeBlockProps) {
  const { copy, t } = useContext(MarkdownHostContext);
  const [isCopied, setCopied] = useState(false);
  const [isWrapped, setWrapped] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR);
    return () => clearTimeout(timer);
  }, [isCopied]);
  // The fence that closes the block, as long as it is too short.
  const written = open ? code.replace(/(^|\n) {0,3}(?:`+|~+)$/, '$1') : code;

  return (
    <div class="ck-code" part="code">
      <div class="ck-code-head">
        <span>{language}</span>
        <button
          type="button"
          class="ck-icon-button"
          aria-label={t('code.wrap')}
          aria-pressed={isWrapped}
          title={t('code.wrap')}
          onClick={() => setWrapped(!isWrapped)}
        >
          <Icon name="lucide:text-wrap" size={16} />
        </button>
        <button
          type="button"
          class="ck-icon-button"
          aria-label={t(isCopied ? 'message.copied' : 'code.copy')}
          title={t('code.copy')}
          onClick={async () => setCopied(await copy(code))}
        >
          <Icon name={isCopied ? 'check' : 'lucide:copy'} size={16} />
        </button>
        <span class="ck-sr" role="status">
          {isCopied ? t('message.copied') : ''}
        </span>
      </div>
      <Scroller
        class="ck-code-body"
        label={language === null ? t('code.label') : t('code.label.of', { language })}
        dir="ltr"
        wrapped={isWrapped}
      >
        <pre>
          <code>
            <ColoredCode code={written} language={language} open={open} />
          </code>
        </pre>
      </Scroller>
    </div>
  );
}
