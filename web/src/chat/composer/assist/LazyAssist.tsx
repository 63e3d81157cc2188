import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { toError } from '../../../protocol';
import { useChat, useObservable } from '../../context';
import type { AssistProps } from './Assist';

/** Helps with writing where the page's options have anything to help with: it is loaded then. */
export function LazyAssist(props: AssistProps) {
  const { options, emit } = useChat();
  const isWanted = useObservable(
    options,
    ({ commands, entities }) => commands?.enabled === true || entities !== undefined,
  );
  const [Assist, setAssist] = useState<ComponentType<AssistProps> | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isDrawn = true;
    import('../../later').then(
      (loaded) => isDrawn && setAssist(() => loaded.Assist),
      (thrown) => emit({ type: 'error', error: toError(thrown) }),
    );
    return () => {
      isDrawn = false;
    };
  }, [emit, isWanted]);
  return isWanted && Assist && <Assist {...props} />;
}
