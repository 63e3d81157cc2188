import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../icons';
import type { ThreadMetadata } from '../../protocol';
import type { Failure } from '../../state';
import { useChat, useObservable, useTranslator } from '../context';
import { IconButton } from '../IconButton';
import { RequestId } from '../RequestId';
import { failureText } from '../status/failureText';
import { RenameForm } from './RenameForm';

interface HistoryRowProps {
  thread: ThreadMetadata;
  isCurrent: boolean;
  /** Why the last change of it was refused. */
  failure: Failure | null;
  /** Called when the row with the focus is about to go. */
  onGone: (row: HTMLElement) => void;
}

type Mode = 'shown' | 'renaming' | 'deleting';

/** A conversation in the list: to be opened, named, or deleted once that was asked twice. */
export function HistoryRow({ thread, isCurrent, failure, onGone }: HistoryRowProps) {
  const chat = useChat();
  const translator = useTranslator();
  const { t } = translator;
  const options = useObservable(chat.options, (value) => value.history);
  const [mode, setMode] = useState<Mode>('shown');
  const row = useRef<HTMLLIElement>(null);
  const cameFrom = useRef<Mode>('shown');
  const title = thread.title ?? t('chat.untitled');
  const report = (error: Error) => chat.emit({ type: 'error', error });

  useLayoutEffect(() => {
    const from = cameFrom.current;
    cameFrom.current = mode;
    if (mode === from) return;
    // The focus goes where the next step is, and back to where it came from, before anybody can
    // press a key: it must not move away from under it.
    const target = {
      shown: `[data-does="${from}"] button`,
      renaming: 'input',
      deleting: '[data-cancel]',
    };
    row.current?.querySelector<HTMLElement>(target[mode])?.focus();
  }, [mode]);

  if (mode === 'renaming') {
    return (
      <li ref={row} class="ck-history-row">
        <RenameForm
          title={thread.title ?? ''}
          onCancel={() => setMode('shown')}
          onSave={(renamed) => {
            setMode('shown');
            chat.session.rename(thread.id, renamed).catch(report);
          }}
        />
      </li>
    );
  }
  if (mode === 'deleting') {
    return (
      <li
        ref={row}
        class="ck-history-row"
        data-mode="deleting"
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          setMode('shown');
        }}
      >
        <span>{t('history.delete.confirm')}</span>
        <button
          type="button"
          class="ck-button"
          data-danger
          onClick={() => {
            if (row.current) onGone(row.current);
            chat.remove(thread.id).catch(report);
          }}
        >
          {t('history.delete.yes')}
        </button>
        <button type="button" class="ck-button" data-cancel onClick={() => setMode('shown')}>
          {t('history.cancel')}
        </button>
      </li>
    );
  }
  return (
    <li ref={row} class="ck-history-row">
      <button
        type="button"
        class="ck-history-open"
        aria-current={isCurrent ? 'true' : undefined}
        onClick={() => chat.open(thread.id)}
      >
        {thread.metadata?.branched_from && (
          <>
            <Icon name="lucide:git-branch" size={16} />
            <span class="ck-sr">{t('history.branch')} </span>
          </>
        )}
        <span class="ck-history-title" dir="auto">
          {title}
        </span>
      </button>
      {options?.showRename !== false && (
        <span data-does="renaming" class="ck-history-action">
          <IconButton
            icon="lucide:pencil"
            size={16}
            label={t('history.rename', { title })}
            onClick={() => setMode('renaming')}
          />
        </span>
      )}
      {options?.showDelete !== false && (
        <span data-does="deleting" class="ck-history-action">
          <IconButton
            icon="lucide:trash"
            size={16}
            label={t('history.delete', { title })}
            onClick={() => setMode('deleting')}
          />
        </span>
      )}
      {failure && (
        <div class="ck-history-refused" role="alert">
          <p dir="auto">{failureText(failure, translator)}</p>
          {failure.requestId && <RequestId id={failure.requestId} />}
        </div>
      )}
    </li>
  );
}
