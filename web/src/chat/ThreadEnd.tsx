import { Icon } from '../icons';
import { type Activity, type ConversationState, type Failure, isSameNotice } from '../state';
import { useChat, useConversation, useObservable, useTranslator } from './context';
import { IconButton } from './IconButton';
import { ignoreReported } from './model';
import { RequestId } from './RequestId';
import { Countdown } from './status/Countdown';
import { failureText } from './status/failureText';
import { NOTICE_ICONS, NoticeView } from './status/NoticeView';
import { useSecondsUntil } from './status/useSecondsUntil';

/** What stands behind the last message: what is going on, what there is to know, what went wrong. */
export function ThreadEnd() {
  const { session } = useChat();
  const announced = useObservable(session.announced);
  const status = useConversation(statusOf);
  const notices = useConversation((state) => state.thread.notices);
  const failure = useConversation((state) =>
    state.loading === 'failed' ? null : state.thread.failure,
  );
  return (
    <>
      {status && <StatusLine status={status} />}
      {notices.map(
        (notice) =>
          // What everybody is told has a place of its own.
          (announced === null || !isSameNotice(notice, announced)) && (
            <NoticeView
              key={notice.key}
              notice={notice}
              onDismiss={() => session.current.value.dismiss({ notice: notice.key })}
            />
          ),
      )}
      {failure && <FailureView failure={failure} />}
    </>
  );
}

type Status = 'thinking' | 'progress' | 'tool' | 'reconnecting';

const BUSY: Partial<Record<Activity, Status>> = {
  waiting: 'thinking',
  streaming: 'thinking',
  tool: 'tool',
  reconnecting: 'reconnecting',
};

function statusOf({ activity, thread }: ConversationState): Status | null {
  if (thread.progress && activity !== 'idle') return 'progress';
  const status = BUSY[activity] ?? null;
  const last = thread.entries.at(-1);
  // A tool of the page has a line of its own.
  if (last?.item.type === 'client_tool_call' && last.item.status === 'pending') {
    return status === 'reconnecting' ? status : null;
  }
  // What grows before the reader's eyes says itself that something is going on.
  const isGrowing = last?.status === 'open' && last.item.type !== 'widget';
  const hasText =
    last?.item.type !== 'assistant_message' || last.item.content.some((part) => part.text !== '');
  return status === 'thinking' && isGrowing && hasText ? null : status;
}

function StatusLine({ status }: { status: Status }) {
  const { t } = useTranslator();
  const progress = useConversation((state) => state.thread.progress);
  if (status === 'thinking') {
    return (
      <div class="ck-thinking" part="thinking" role="img" aria-label={t('progress.thinking')}>
        <span />
        <span />
        <span />
      </div>
    );
  }
  return (
    <p class="ck-progress" part="progress">
      {status === 'progress' && progress?.icon && <Icon name={progress.icon} size={18} />}
      <span dir="auto">
        {status === 'progress' ? (progress?.text ?? '') : t(`progress.${status}`)}
      </span>
    </p>
  );
}

function FailureView({ failure }: { failure: Failure }) {
  const chat = useChat();
  const translator = useTranslator();
  const { t } = translator;
  const { retry, requestId } = failure;
  const seconds = useSecondsUntil(failure.retryAt);
  const conversation = chat.session.current.value;
  return (
    <div class="ck-notice" part="error" data-level="danger" role="alert">
      <Icon name={NOTICE_ICONS.danger} size={18} />
      <div class="ck-notice-body">
        <p dir="auto">{failureText(failure, translator)}</p>
        {requestId !== null && <RequestId id={requestId} />}
        {retry && retry.type !== 'resend' && (
          <button
            type="button"
            class="ck-button"
            disabled={seconds > 0}
            onClick={() => conversation.retry(retry).catch(ignoreReported)}
          >
            <Icon name="lucide:rotate-ccw" size={16} />
            {t('error.retry')}
            <Countdown seconds={seconds} />
          </button>
        )}
      </div>
      <IconButton
        icon="close"
        size={16}
        label={t('error.dismiss')}
        onClick={() => conversation.dismiss('failure')}
      />
    </div>
  );
}
