import { Icon } from '../../icons';
import { safeHref } from '../../markdown';
import type { Source } from '../../protocol';
import { useChat, useTranslator } from '../context';
import { EntityPreview } from './EntityPreview';
import { entityOfSource, originOf } from './sources';

/** All that is known of a source; of an entity what the page has to show of it. */
export function SourceCard({ source }: { source: Source }) {
  const { entities } = useChat();
  const details = <SourceDetails source={source} />;
  if (source.type !== 'entity' || !source.interactive || !entities.canPreview) return details;
  return <EntityPreview entity={entityOfSource(source)} fallback={details} />;
}

export function sourceIcon(source: Source): string {
  if (source.type === 'entity') return source.icon ?? 'lucide:tag';
  return source.type === 'url' ? 'globe' : 'document';
}

function SourceDetails({ source }: { source: Source }) {
  const { date } = useTranslator();
  const { description, timestamp, group } = source;
  const origin = originOf(source);
  const moment = timestamp === undefined ? null : momentOf(timestamp);
  const more = [moment ? date(moment) : timestamp, group].filter((text) => text !== undefined);
  return (
    <div class="ck-source-card">
      {origin !== null && (
        <p class="ck-source-origin">
          <Icon name={sourceIcon(source)} size={14} />
          <span dir="auto">{origin}</span>
        </p>
      )}
      <p class="ck-source-title" dir="auto">
        <SourceTitle source={source} />
      </p>
      {description !== undefined && (
        <p class="ck-source-description" dir="auto">
          {description}
        </p>
      )}
      {more.length > 0 && (
        <p class="ck-source-more">
          {more.map((text) => (
            <span key={text} dir="auto">
              {text}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

/** A source's title; it opens a page in a window of its own. */
export function SourceTitle({ source }: { source: Source }) {
  const href = source.type === 'url' ? safeHref(source.url) : null;
  if (href === null) return <>{source.title}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {source.title}
    </a>
  );
}

/** A timestamp that is one; servers may as well send words. */
function momentOf(timestamp: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}/.test(timestamp)) return null;
  // A day without a time is a day wherever it is read, not midnight in Greenwich.
  const moment = new Date(timestamp.length === 10 ? `${timestamp}T00:00` : timestamp);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
