import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { ThreadMetadata } from '../../protocol';
import { useChat, useObservable, useTranslator } from '../context';
import { dayName } from '../days';
import { useRules } from '../lazy';
import { RequestId } from '../RequestId';
import { Skeleton } from '../ThreadView';
import { HistoryRow } from './HistoryRow';
import rules from './history.css?inline';

/** The user's conversations, over the one that is open. */
export function HistoryPanel() {
  const chat = useChat();
  const { history } = chat.session;
  const translator = useTranslator();
  const { t } = translator;
  const { threads, status, after, failure, refused } = useObservable(history.state);
  const conversation = useObservable(chat.session.current);
  const currentId = useObservable(conversation.state, (state) => state.id);
  const panel = useRef<HTMLElement>(null);
  useRules(rules);
  const focusPanel = () => panel.current?.focus({ preventScroll: true });
  useLayoutEffect(focusPanel, []);
  /** How many rows there were when more were asked for. */
  const asked = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (asked.current === null || status === 'loading') return;
    // The button may be gone: the reader goes on with the first that is new.
    const rows = panel.current?.querySelectorAll<HTMLElement>('.ck-history-open');
    rows?.[asked.current]?.focus();
    asked.current = null;
  }, [status]);
  const groups = useMemo(
    () => groupByDay(threads, (moment) => dayName(moment, new Date(), translator)),
    [threads, translator],
  );

  return (
    <nav
      ref={panel}
      class="ck-history"
      part="history"
      aria-label={t('history.title')}
      aria-busy={status === 'loading'}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') chat.setHistoryOpen(false);
        else if (!moveBetweenRows(event)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <div class="ck-column">
        {groups.map((group) => (
          <section key={group.key} class="ck-history-group">
            <h3>{group.name}</h3>
            <ul class="ck-history-list">
              {group.threads.map((thread) => (
                <HistoryRow
                  key={thread.id}
                  thread={thread}
                  isCurrent={thread.id === currentId}
                  failure={refused?.threadId === thread.id ? refused.failure : null}
                  onGone={(row) => focusBeside(row, panel.current)}
                />
              ))}
            </ul>
          </section>
        ))}
        {status === 'loading' && threads.length === 0 && (
          <Skeleton label={t('history.loading')} brief />
        )}
        {status === 'ready' && threads.length === 0 && <p class="ck-empty">{t('history.empty')}</p>}
        {status === 'failed' && (
          <div class="ck-empty" role="alert">
            <p>{t('history.failed')}</p>
            {failure?.requestId && <RequestId id={failure.requestId} />}
            <button
              type="button"
              class="ck-button"
              onClick={() => {
                focusPanel();
                void history.load();
              }}
            >
              {t('error.retry')}
            </button>
          </div>
        )}
        {after !== null && status !== 'failed' && (
          <button
            type="button"
            class="ck-button"
            aria-disabled={status === 'loading' ? 'true' : undefined}
            onClick={() => {
              if (status === 'loading') return;
              asked.current = threads.length;
              void history.loadMore();
            }}
          >
            {t(status === 'loading' ? 'history.loading' : 'history.more')}
          </button>
        )}
      </div>
    </nav>
  );
}

interface Group {
  readonly key: string;
  readonly name: string;
  readonly threads: ThreadMetadata[];
}

/**
 * Neighbours of one day stand below its name. The list is in the order of the last activity, of which
 * the protocol tells no moment: the days are those on which the conversations began.
 */
function groupByDay(
  threads: readonly ThreadMetadata[],
  nameOf: (moment: Date) => string,
): readonly Group[] {
  const groups: Group[] = [];
  const seen = new Map<string, number>();
  for (const thread of threads) {
    const moment = new Date(thread.created_at);
    const name = Number.isNaN(moment.getTime()) ? '' : nameOf(moment);
    const last = groups.at(-1);
    if (last?.name === name) {
      last.threads.push(thread);
      continue;
    }
    // A day that comes again is another group. None is known by its first row, which may go.
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    groups.push({ key: `${name} ${times}`, name, threads: [thread] });
  }
  return groups;
}

/** The focus goes to the next row, or to the one before the last: this one is about to go. */
function focusBeside(row: HTMLElement, panel: HTMLElement | null): void {
  const rows = [...(panel?.querySelectorAll<HTMLElement>('.ck-history-row') ?? [])];
  const at = rows.indexOf(row);
  const beside = rows[at + 1] ?? rows[at - 1];
  const button = beside?.querySelector<HTMLElement>('.ck-history-open');
  if (button) button.focus();
  else panel?.focus({ preventScroll: true });
}

/** The arrow keys go from row to row. */
function moveBetweenRows(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (target.matches('input') || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) {
    return false;
  }
  const panel = event.currentTarget as HTMLElement;
  const rows = [...panel.querySelectorAll<HTMLElement>('.ck-history-open')];
  const row = target.closest('.ck-history-row')?.querySelector<HTMLElement>('.ck-history-open');
  const at = row ? rows.indexOf(row) : -1;
  const next = {
    ArrowDown: Math.min(rows.length - 1, at + 1),
    ArrowUp: Math.max(0, at - 1),
    Home: 0,
    End: rows.length - 1,
  }[event.key as 'ArrowDown' | 'ArrowUp' | 'Home' | 'End'];
  rows[next]?.focus();
  return rows.length > 0;
}
