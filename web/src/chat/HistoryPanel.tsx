import { useEffect, useRef, useState } from 'preact/hooks';
import type { ThreadMetadata } from '../protocol';
import { useChat, useObservable, useTranslator } from './context';
import { IconButton } from './IconButton';
import { Skeleton } from './ThreadView';

/** The user's conversations, over the one that is open. */
export function HistoryPanel() {
  const chat = useChat();
  const { history } = chat.session;
  const { t } = useTranslator();
  const { threads, status, after } = useObservable(history.state);
  const conversation = useObservable(chat.session.current);
  const currentId = useObservable(conversation.state, (state) => state.id);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);

  return (
    <nav
      ref={panel}
      class="ck-history"
      part="history"
      aria-label={t('history.title')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') chat.setHistoryOpen(false);
      }}
    >
      <div class="ck-column">
        {threads.length > 0 && (
          <ul class="ck-history-list">
            {threads.map((thread) => (
              <HistoryRow key={thread.id} thread={thread} isCurrent={thread.id === currentId} />
            ))}
          </ul>
        )}
        {status === 'loading' && <Skeleton label={t('history.loading')} brief />}
        {status === 'ready' && threads.length === 0 && <p class="ck-empty">{t('history.empty')}</p>}
        {status === 'failed' && (
          <div class="ck-empty" role="alert">
            <p>{t('history.failed')}</p>
            <button type="button" class="ck-button" onClick={() => void history.load()}>
              {t('error.retry')}
            </button>
          </div>
        )}
        {status === 'ready' && after !== null && (
          <button type="button" class="ck-button" onClick={() => void history.loadMore()}>
            {t('history.more')}
          </button>
        )}
      </div>
    </nav>
  );
}

type RowMode = 'shown' | 'renaming' | 'deleting';

function HistoryRow({ thread, isCurrent }: { thread: ThreadMetadata; isCurrent: boolean }) {
  const chat = useChat();
  const { t, date } = useTranslator();
  const options = useObservable(chat.options, (value) => value.history);
  const [mode, setMode] = useState<RowMode>('shown');
  const title = thread.title ?? t('chat.untitled');
  const created = new Date(thread.created_at);
  const report = (thrown: Error) => chat.emit({ type: 'error', error: thrown });

  if (mode === 'renaming') {
    return (
      <li class="ck-history-row">
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
      <li class="ck-history-row" data-mode="deleting">
        <span>{t('history.delete.confirm')}</span>
        <button
          type="button"
          class="ck-button"
          data-danger
          onClick={() => {
            setMode('shown');
            chat.remove(thread.id).catch(report);
          }}
        >
          {t('history.delete.yes')}
        </button>
        <button type="button" class="ck-button" onClick={() => setMode('shown')}>
          {t('history.cancel')}
        </button>
      </li>
    );
  }
  return (
    <li class="ck-history-row">
      <button
        type="button"
        class="ck-history-open"
        aria-current={isCurrent ? 'true' : undefined}
        onClick={() => chat.open(thread.id)}
      >
        <span>
          <bdi>{title}</bdi>
        </span>
        {!Number.isNaN(created.getTime()) && (
          <time dateTime={thread.created_at}>{date(created)}</time>
        )}
      </button>
      {options?.showRename !== false && (
        <IconButton
          icon="lucide:pencil"
          size={16}
          label={t('history.rename', { title })}
          onClick={() => setMode('renaming')}
        />
      )}
      {options?.showDelete !== false && (
        <IconButton
          icon="lucide:trash-2"
          size={16}
          label={t('history.delete', { title })}
          onClick={() => setMode('deleting')}
        />
      )}
    </li>
  );
}

interface RenameFormProps {
  title: string;
  onSave: (title: string) => void;
  onCancel: () => void;
}

function RenameForm({ title, onSave, onCancel }: RenameFormProps) {
  const { t } = useTranslator();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
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
        if (event.key !== 'Escape') return;
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
