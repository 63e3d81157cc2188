import { useChat, useObservable, useTranslator } from '../../context';

/** The live region that says how a dictation goes. It is there before there is something to say. */
export function DictationStatus() {
  const { dictation } = useChat();
  const { t } = useTranslator();
  const loaded = useObservable(dictation.loaded);
  const failed = useObservable(dictation.failed);
  return (
    <div role="status">
      {failed && (
        <div class="ck-composer-notice" part="composer-notice">
          <p>{t('error.network')}</p>
        </div>
      )}
      {loaded && <loaded.DictationNotice dictation={loaded.dictation} />}
    </div>
  );
}

/** The bar of a dictation, as soon as there is one. */
export function DictationControls() {
  const loaded = useObservable(useChat().dictation.loaded);
  return loaded && <loaded.DictationBar dictation={loaded.dictation} />;
}
