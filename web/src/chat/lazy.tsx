import type { ComponentChildren, FunctionComponent } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { adoptRules } from '../theme';
import { useChat, useTranslator } from './context';
import { type Later, useLater } from './useLater';

/** A view whose code is fetched when it is first drawn; nothing is drawn until then. */
export function lazy<Props extends object>(
  pick: (later: Later) => FunctionComponent<Props>,
): FunctionComponent<Props> {
  return function Lazy(props: Props): ComponentChildren {
    const { t } = useTranslator();
    const later = useLater();
    if (later === 'failed') {
      return (
        <p class="ck-quiet" role="alert">
          {t('error.crash')}
        </p>
      );
    }
    if (later === null) return null;
    const View = pick(later);
    return <View {...props} />;
  };
}

/** Rules that come along with a view which is fetched later. */
export function useRules(css: string): void {
  const { root } = useChat();
  useLayoutEffect(() => {
    if (root) adoptRules(root, css);
  }, [root, css]);
}
