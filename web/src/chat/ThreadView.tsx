import { useMemo, useRef } from 'preact/hooks';
import { Icon } from '../icons';
import type { Conversation } from '../state';
import { useChat, useObservable, useTranslator } from './context';
import { dayStarts } from './days';
import { BranchedFrom } from './editing/lazily';
import { LiveRegion } from './LiveRegion';
import { ignoreReported } from './model';
import { QuoteButton } from './QuoteButton';
import { RequestId } from './RequestId';
import { Countdown } from './status/Countdown';
import { failureText } from './status/failureText';
import { useSecondsUntil } from './status/useSecondsUntil';
import { ThreadEnd } from './ThreadEnd';
import { TurnView } from './TurnView';
import { useThreadWindow } from './thread/useThreadWindow';
import { groupTurns, type Turn } from './turns';
import { isAnswering, useThreadScroll } from './useThreadScroll';

/** The messages of a conversation. */
export function ThreadView({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslator();
  const state = useObservable(conversation.state);
  const scroller = useRef<HTMLDivElement>(null);
  const column = useRef<HTMLDivElement>(null);
  const { loading, older } = state;
  const answering = isAnswering(state);
  const { entries } = state.thread;
  const turns = useMemo(() => groupTurns(entries), [entries]);
  const keys = useSame(turns.map((turn) => turn.key));
  const { slots, ...drawn } = useThreadWindow(keys, scroller, column);
  const { filler, isFar, toEnd } = useThreadScroll(
    conversation,
    state,
    { scroller, column },
    drawn,
  );
  // As long as the turns are the same, so are their days.
  const days = useMemo(() => dayStarts(turns, new Date()), [keys]);
  const origin = state.thread.meta?.metadata?.branched_from;

  return (
    <div class="ck-thread-frame">
      <div
        ref={scroller}
        class="ck-thread"
        part="thread"
        role="log"
        aria-label={t('thread.label')}
        aria-live="off"
        aria-busy={loading === 'loading'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too.
        tabIndex={0}
      >
        <div ref={column} class="ck-column">
          {loading === 'loading' && <Skeleton label={t('thread.loading')} />}
          {loading === 'failed' && <LoadFailure conversation={conversation} />}
          {older && loading === 'no' && <OlderMessages conversation={conversation} />}
          {origin && origin.last_item_id === undefined && <BranchedFrom />}
          {slots.map((slot) => {
            if (slot.type === 'space')
              return <Space key={turns[slot.range.start]?.key} {...slot} />;
            const { index } = slot;
            const turn = turns[index] as Turn;
            return (
              <TurnView
                key={turn.key}
                turn={turn}
                answers={answeredBy(turns, index)}
                isLast={index === turns.length - 1}
                isComplete={index < turns.length - 1 || !answering}
                day={days[index]?.getTime() ?? null}
                isBranchPoint={turn.entries.some(({ item }) => item.id === origin?.last_item_id)}
              />
            );
          })}
          <ThreadEnd />
          <div ref={filler} class="ck-filler" />
        </div>
      </div>
      <LiveRegion />
      <QuoteButton />
      {isFar && (
        <button
          type="button"
          class="ck-latest"
          part="jump-to-latest"
          aria-label={t('thread.latest')}
          title={t('thread.latest')}
          onClick={toEnd}
        >
          <Icon name="lucide:arrow-down" size={18} />
        </button>
      )}
    </div>
  );
}

/** The array that was there before, as long as the new one has the same values. */
function useSame(values: readonly string[]): readonly string[] {
  const before = useRef(values);
  const isSame =
    before.current.length === values.length &&
    values.every((value, index) => value === before.current[index]);
  if (!isSame) before.current = values;
  return before.current;
}

/** Stands where turns are that are too far away to be drawn. */
function Space({ height }: { height: number }) {
  return <div class="ck-space" data-space="" style={{ height: `${height}px` }} />;
}

/** The id of the message that a turn answers. */
function answeredBy(turns: readonly Turn[], index: number): string | null {
  const entry = turns.slice(0, index).findLast(({ author }) => author === 'user')?.entries[0];
  return turns[index]?.author === 'assistant' &&
    entry?.item.type === 'user_message' &&
    entry.status === 'done'
    ? entry.item.id
    : null;
}

function OlderMessages({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslator();
  const status = useObservable(conversation.state, (state) => state.older?.status);
  return status === 'failed' ? (
    <p class="ck-quiet">
      <Icon name="info" size={16} />
      {t('thread.older.failed')}
      <button type="button" class="ck-text-button" onClick={() => void conversation.loadOlder()}>
        {t('error.retry')}
      </button>
    </p>
  ) : (
    <Skeleton label={t('thread.older')} brief />
  );
}

function LoadFailure({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const translator = useTranslator();
  const { t } = translator;
  const failure = useObservable(conversation.state, (state) => state.thread.failure);
  const seconds = useSecondsUntil(failure?.retryAt ?? null);
  return (
    <div class="ck-empty" role="alert" part="error">
      <p>{t('thread.failed')}</p>
      {failure && <p class="ck-empty-detail">{failureText(failure, translator)}</p>}
      {failure?.requestId && <RequestId id={failure.requestId} />}
      <div class="ck-empty-actions">
        <button
          type="button"
          class="ck-button"
          disabled={seconds > 0}
          onClick={() => chat.session.reload().catch(ignoreReported)}
        >
          {t('error.retry')}
          <Countdown seconds={seconds} />
        </button>
        <button type="button" class="ck-button" onClick={() => chat.open(null)}>
          {t('chat.new')}
        </button>
      </div>
    </div>
  );
}

/** The shape of messages to come, instead of a spinner. */
export function Skeleton({ label, brief = false }: { label: string; brief?: boolean }) {
  return (
    <div class="ck-skeleton" role="status" aria-label={label}>
      {!brief && <span data-user="" />}
      <span />
      <span />
      {!brief && <span data-short="" />}
    </div>
  );
}
