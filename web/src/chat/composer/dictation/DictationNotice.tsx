import { Icon } from '../../../icons';
import { useObservable, useTranslator } from '../../context';
import { IconButton } from '../../IconButton';
import type { Dictation, DictationProblem } from './dictation';

/** What there is to hear of a dictation, and to see when it failed; stands in a live region. */
export function DictationNotice({ dictation }: { dictation: Dictation }) {
  const { t } = useTranslator();
  const state = useObservable(dictation.state);
  if (state.status === 'idle') return null;
  if (state.status !== 'failed') {
    return <span class="ck-sr">{t(`dictation.${state.status}`)}</span>;
  }
  const { problem, canRetry } = state;
  return (
    <div class="ck-composer-notice" part="composer-notice">
      <Icon name="lucide:circle-alert" size={16} />
      <div>
        <ProblemText problem={problem} />
        {canRetry && (
          <button type="button" class="ck-text-button" onClick={() => dictation.retry()}>
            {t('error.retry')}
          </button>
        )}
      </div>
      <IconButton
        icon="close"
        size={14}
        label={t('error.dismiss')}
        onClick={() => dictation.dismiss()}
      />
    </div>
  );
}

function ProblemText({ problem }: { problem: DictationProblem }) {
  const { t } = useTranslator();
  const { reason, message, requestId } = problem;
  return (
    <p>
      <span dir="auto">
        {message ?? t(reason === 'network' ? 'error.network' : `dictation.problem.${reason}`)}
      </span>
      {requestId !== null && (
        <span class="ck-request-id">{t('error.request', { id: requestId })}</span>
      )}
    </p>
  );
}
