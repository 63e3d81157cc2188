import type { ComponentChildren, FunctionComponent } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { adoptRules } from '../theme';
import { useChat, useTranslator } from './context';

/**
 * A view whose code is fetched when it is first drawn.
 *
 * @param waiting What is drawn until then.
 */
export function lazy<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  waiting: FunctionComponent = () => null,
): FunctionComponent<Props> {
  let loaded: FunctionComponent<Props> | null = null;
  return function Lazy(props: Props): ComponentChildren {
    const chat = useChat();
    const { t } = useTranslator();
    const [state, setState] = useState<'waiting' | 'here' | 'failed'>(loaded ? 'here' : 'waiting');
    useEffect(() => {
      if (loaded) return;
      load().then(
        (view) => {
          loaded = view;
          setState('here');
        },
        (error: Error) => {
          setState('failed');
          chat.emit({ type: 'error', error });
        },
      );
    }, [chat]);
    if (state === 'failed') {
      return (
        <p class="ck-quiet" role="alert">
          {t('error.crash')}
        </p>
      );
    }
    const View = loaded ?? (waiting as FunctionComponent<Props>);
    return <View {...props} />;
  };
}

const adopted = new WeakMap<ShadowRoot, Set<string>>();

/** Rules that come along with a view which is fetched later. */
export function useRules(css: string): void {
  const { root } = useChat();
  useLayoutEffect(() => {
    if (!root) return;
    const known = adopted.get(root) ?? new Set();
    if (known.has(css)) return;
    adopted.set(root, known.add(css));
    adoptRules(root, css);
  }, [root, css]);
}
