import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../../icons';
import { useChat, useObservable, useTranslator } from '../../context';
import { IconButton } from '../../IconButton';
import type { Dictation } from './dictation';
import { LevelMeter } from './LevelMeter';

/** In the place of the composer's buttons while one speaks: how loud, how long, no and yes. */
export function DictationBar({ dictation }: { dictation: Dictation }) {
  const { t } = useTranslator();
  const state = useObservable(dictation.state);
  const bar = useRef<HTMLFieldSetElement>(null);
  const { composer } = useChat();
  const { status } = state;
  const isActive = status !== 'idle' && status !== 'failed';

  useLayoutEffect(() => {
    // The button for what comes next: yes while one speaks, no otherwise.
    bar.current?.querySelector<HTMLElement>('button:last-of-type')?.focus();
  }, [status]);
  useEffect(() => {
    const form = bar.current?.closest('form');
    if (!form || !isActive) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      dictation.cancel();
    };
    form.addEventListener('keydown', onKeyDown);
    return () => {
      form.removeEventListener('keydown', onKeyDown);
      composer.input?.focus();
    };
  }, [dictation, composer, isActive]);

  if (!isActive) return null;
  return (
    <fieldset
      ref={bar}
      class="ck-dictation"
      part="dictation"
      aria-label={t('dictation.label')}
      data-status={status}
    >
      {state.status === 'recording' ? (
        <>
          <LevelMeter stream={state.stream} />
          <Elapsed since={state.startedAt} />
        </>
      ) : (
        <p class="ck-dictation-text">
          {t(status === 'asking' ? 'dictation.asking' : 'dictation.transcribing')}
        </p>
      )}
      <IconButton icon="close" label={t('dictation.cancel')} onClick={() => dictation.cancel()} />
      {status === 'recording' && (
        <button
          type="button"
          class="ck-send"
          aria-label={t('dictation.accept')}
          title={t('dictation.accept')}
          onClick={() => dictation.accept()}
        >
          <Icon name="check" size={18} />
        </button>
      )}
    </fieldset>
  );
}

function Elapsed({ since }: { since: number }) {
  const { locale } = useTranslator();
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - since + 100) / 1000));
  const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  const minutes = new Intl.NumberFormat(locale).format(Math.floor(seconds / 60));
  return (
    <span class="ck-dictation-time" role="timer">
      {`${minutes}:${twoDigits.format(seconds % 60)}`}
    </span>
  );
}
