import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../../icons';
import { useChat, useObservable, useTranslator } from '../../context';
import { IconButton } from '../../IconButton';
import { type Dictation, MAX_LENGTH } from './dictation';
import { LevelMeter } from './LevelMeter';

/** For so many milliseconds before a recording ends by itself, one sees when it will. */
const SHOWN_BEFORE_LIMIT = 60_000;

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
  const spoken = Math.max(0, now - since + 100);
  return (
    <span class="ck-dictation-time" role="timer">
      {clock(spoken, locale)}
      {spoken >= MAX_LENGTH - SHOWN_BEFORE_LIMIT && ` / ${clock(MAX_LENGTH, locale)}`}
    </span>
  );
}

function clock(milliseconds: number, locale: string): string {
  const seconds = Math.floor(milliseconds / 1000);
  const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  const minutes = new Intl.NumberFormat(locale).format(Math.floor(seconds / 60));
  return `${minutes}:${twoDigits.format(seconds % 60)}`;
}
