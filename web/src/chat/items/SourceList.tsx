import { useId, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import { useChat, useTranslator } from '../context';
import { SourceTitle, sourceIcon } from './SourceCard';
import { entityOfSource, groupSources, type NumberedSource, originOf } from './sources';

/** The sources of a message, below it; folded away until they are asked for. */
export function SourceList({ all }: { all: readonly NumberedSource[] }) {
  const { t } = useTranslator();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="ck-sources" part="sources">
      <button
        type="button"
        class="ck-fold"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {t('source.list', { count: all.length })}
        <Icon name="lucide:chevron-down" size={16} />
      </button>
      {isOpen && (
        <div id={id}>
          {groupSources(all).map(([group, sources]) => (
            <div key={group} class="ck-source-group">
              {group !== '' && (
                <p id={`${id}-${group}`} dir="auto">
                  {group}
                </p>
              )}
              <ul
                aria-labelledby={group === '' ? undefined : `${id}-${group}`}
                aria-label={group === '' ? t('item.sources') : undefined}
              >
                {sources.map((numbered) => (
                  <SourceRow key={numbered.identity} numbered={numbered} />
                ))}
              </ul>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function SourceRow({ numbered: { source, number } }: { numbered: NumberedSource }) {
  const { entities } = useChat();
  const origin = originOf(source);
  const entity = source.type === 'entity' ? entityOfSource(source) : null;
  return (
    <li>
      <span class="ck-source-number">{number ?? <Icon name={sourceIcon(source)} size={14} />}</span>
      <span class="ck-source-text">
        {entity && entities.canClick(entity) ? (
          <button
            type="button"
            class="ck-source-button"
            dir="auto"
            onClick={() => entities.click(entity)}
          >
            {source.title}
          </button>
        ) : (
          <span dir="auto">
            <SourceTitle source={source} />
          </span>
        )}
        {origin !== null && (
          <span class="ck-source-origin" dir="auto">
            {origin}
          </span>
        )}
      </span>
    </li>
  );
}
