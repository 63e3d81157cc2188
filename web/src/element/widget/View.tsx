import { useMemo, useState } from 'preact/hooks';
import { Boundary } from '../../chat/Boundary';
import { widgetLabels } from '../../chat/items/widgetLabels';
import { copyText } from '../../chat/model/clipboard';
import type { Translator } from '../../i18n';
import { isAllowedImage, Markdown, type MarkdownHost, MarkdownHostContext } from '../../markdown';
import { type ActionConfig, Widget } from '../../widgets';

interface ViewProps {
  widget: unknown;
  disabled: boolean;
  imageDomains: readonly string[];
  translator: Translator;
  /** Other than that of the language; empty if it is not. */
  dir: string;
  /** Settles when the page has done what the action asks for. */
  onAction: (action: ActionConfig) => Promise<void>;
}

/** One widget, and what went wrong with its last action. */
export function View({ widget, disabled, imageDomains, translator, dir, onAction }: ViewProps) {
  const { t, direction, locale } = translator;
  const [failure, setFailure] = useState<string>();
  const host = useMemo<MarkdownHost>(
    () => ({
      imageDomains,
      copy: copyText,
      onDeeplink: ({ name, data }) =>
        void onAction({ type: 'deeplink', payload: { name, data } }).catch(() => undefined),
      onChunkFailure: (name, error) =>
        console.warn(`[chatkit] ${name} could not be loaded.`, error),
      t,
    }),
    [imageDomains, onAction, t],
  );
  const allowsImage = useMemo(
    () => (imageDomains.length ? (url: string) => isAllowedImage(url, imageDomains) : undefined),
    [imageDomains],
  );
  const dispatch = useMemo(
    () => async (action: ActionConfig) => {
      setFailure(undefined);
      try {
        await onAction(action);
      } catch (error) {
        setFailure((error instanceof Error && error.message) || t('error.server'));
        throw error;
      }
    },
    [onAction, t],
  );
  return (
    <div
      class="ck-root"
      part="root"
      dir={dir === 'ltr' || dir === 'rtl' ? dir : direction}
      lang={locale}
    >
      <Boundary
        resetKey={widget}
        onError={(error) => console.error('[chatkit] The widget could not be shown.', error)}
        fallback={<p role="alert">{t('error.crash')}</p>}
      >
        <MarkdownHostContext value={host}>
          {widget !== null && (
            <Widget
              widget={widget}
              itemId=""
              disabled={disabled}
              dispatch={dispatch}
              Markdown={Markdown}
              labels={widgetLabels(translator)}
              locale={locale}
              allowsImage={allowsImage}
            />
          )}
        </MarkdownHostContext>
      </Boundary>
      {failure !== undefined && (
        <p class="ck-widget-failure" part="error" role="alert" dir="auto">
          {failure}
        </p>
      )}
    </div>
  );
}
