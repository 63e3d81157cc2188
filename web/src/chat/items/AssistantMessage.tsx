import { Icon } from '../../icons';
import { Markdown, safeHref } from '../../markdown';
import type { AssistantMessageItem, Source } from '../../protocol';
import { useTranslator } from '../context';

interface AssistantMessageProps {
  item: AssistantMessageItem;
  streaming: boolean;
}

export function AssistantMessage({ item, streaming }: AssistantMessageProps) {
  const last = item.content.length - 1;
  const sources = sourcesOf(item);
  return (
    <div class="ck-assistant" part="assistant-message">
      {item.content.map((part, index) => (
        <Markdown key={index} text={part.text} streaming={streaming && index === last} />
      ))}
      {!streaming && sources.length > 0 && <Sources sources={sources} />}
    </div>
  );
}

/** What identifies a source: two annotations may name the same one. */
function identityOf(source: Source): string {
  switch (source.type) {
    case 'url':
      return source.url;
    case 'file':
      return source.filename;
    case 'entity':
      return source.id;
    default:
      return source satisfies never;
  }
}

function sourcesOf(item: AssistantMessageItem): Source[] {
  const found = new Map<string, Source>();
  for (const part of item.content) {
    for (const { source } of part.annotations ?? []) found.set(identityOf(source), source);
  }
  return [...found.values()];
}

function Sources({ sources }: { sources: readonly Source[] }) {
  const { t } = useTranslator();
  return (
    <ul class="ck-sources" aria-label={t('item.sources')}>
      {sources.map((source) => {
        const href = source.type === 'url' ? safeHref(source.url) : null;
        const icon = source.type === 'url' ? 'globe' : 'document';
        const label = (
          <>
            <Icon name={icon} size={14} />
            <span dir="auto">{source.title}</span>
          </>
        );
        return (
          <li key={identityOf(source)}>
            {href === null ? (
              <span class="ck-source">{label}</span>
            ) : (
              <a class="ck-source" href={href} target="_blank" rel="noopener noreferrer">
                {label}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
