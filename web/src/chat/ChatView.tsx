import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Markdown, type MarkdownHost, MarkdownHostContext } from '../markdown';
import { toError } from '../protocol';
import { Boundary } from './Boundary';
import { DropOverlay } from './composer/attachments/DropOverlay';
import { useFileDrop } from './composer/attachments/useFileDrop';
import { Composer } from './composer/Composer';
import { ChatContext, useChat, useConversation, useObservable, useTranslator } from './context';
import { Header } from './Header';
import { HistoryPanel } from './HistoryPanel';
import { type Chat, copyText } from './model';
import { StartScreen } from './StartScreen';
import { ThreadView } from './ThreadView';

/** The whole chat. */
export function ChatView({ chat }: { chat: Chat }) {
  return (
    <ChatContext value={chat}>
      <Frame />
    </ChatContext>
  );
}

function Frame() {
  const chat = useChat();
  const { t, direction, locale } = useTranslator();
  const { frameTitle, api } = useObservable(chat.options);
  const { isOver, handlers } = useFileDrop();
  return (
    <section
      class="ck-root"
      part="root"
      aria-label={frameTitle ?? t('chat.label')}
      dir={direction}
      lang={locale}
      {...handlers}
    >
      <Boundary
        onError={(error) => chat.emit({ type: 'error', error })}
        fallback={
          <p class="ck-empty" role="alert">
            {t('error.crash')}
          </p>
        }
      >
        {api === null ? (
          <p class="ck-empty" role="alert">
            {t('error.config')}
          </p>
        ) : (
          <MarkdownSettings>
            <Header />
            <Body />
            {isOver && <DropOverlay />}
          </MarkdownSettings>
        )}
      </Boundary>
    </section>
  );
}

const NO_DOMAINS: readonly string[] = [];

function MarkdownSettings({ children }: { children: ComponentChildren }) {
  const chat = useChat();
  const { t } = useTranslator();
  const imageDomains = useConversation(
    (state) => state.thread.meta?.allowed_image_domains ?? NO_DOMAINS,
  );
  const host = useMemo<MarkdownHost>(
    () => ({
      imageDomains,
      onDeeplink: (link) => chat.emit({ type: 'deeplink', ...link }),
      copy: copyText,
      onChunkFailure: (name, error) => {
        const { message } = toError(error);
        chat.emit({ type: 'log', name: 'chunk.failed', data: { name, message } });
      },
      t,
    }),
    [chat, imageDomains, t],
  );
  return <MarkdownHostContext value={host}>{children}</MarkdownHostContext>;
}

function Body() {
  const chat = useChat();
  const conversation = useObservable(chat.session.current);
  const historyOpen = useObservable(chat.historyOpen);
  const disclaimer = useObservable(chat.options, (value) => value.disclaimer);
  const isBlank = useConversation(
    (state) =>
      state.id === null && state.thread.entries.length === 0 && state.thread.failure === null,
  );
  return (
    <div class="ck-body">
      <div class="ck-main" inert={historyOpen}>
        {isBlank ? <StartScreen /> : <ThreadView key={conversation} conversation={conversation} />}
        <div class="ck-foot">
          <div class="ck-column">
            <Composer />
            {disclaimer && (
              <div
                class="ck-disclaimer"
                part="disclaimer"
                data-high-contrast={disclaimer.highContrast ? '' : undefined}
              >
                <Markdown text={disclaimer.text} />
              </div>
            )}
          </div>
        </div>
      </div>
      {historyOpen && <HistoryPanel />}
    </div>
  );
}
