import { useChat, useObservable } from '../../context';

/** The live region that says how a dictation goes. It is there before there is something to say. */
export function DictationStatus() {
  const loaded = useObservable(useChat().dictation.loaded);
  return (
    <div role="status">{loaded && <loaded.DictationNotice dictation={loaded.dictation} />}</div>
  );
}

/** The bar of a dictation, as soon as there is one. */
export function DictationControls() {
  const loaded = useObservable(useChat().dictation.loaded);
  return loaded && <loaded.DictationBar dictation={loaded.dictation} />;
}
