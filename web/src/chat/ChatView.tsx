import { Markdown } from '../markdown';
import { Boundary } from './Boundary';
import { DropOverlay } from './composer/attachments/DropOverlay';
import { useFileDrop } from './composer/attachments/useFileDrop';
import { Composer } from './composer/Composer';
import { ChatContext, useChat, useConversation, useObservable, useTranslator } from './context';
import { Header } from './Header';
import { History } from './history/History';
import { MarkdownSettings } from './MarkdownSettings';
import type { Chat } from './model';
import { StartScreen } from './StartScreen';
import { Help } from './shortcuts/Help';
import { useShortcuts } from './shortcuts/useShortcuts';
import { AnnouncementNote } from './status/AnnouncementNote';
import { FootNotes } from './status/FootNotes';
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
  const onKeyDown = useShortcuts();
  return (
    <section
      class="ck-root"
      part="root"
      aria-label={frameTitle ?? t('chat.label')}
      dir={direction}
      lang={locale}
      {...handlers}
      onKeyDown={onKeyDown}
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
            <Help />
          </MarkdownSettings>
        )}
      </Boundary>
    </section>
  );
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
            <AnnouncementNote />
            <FootNotes />
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
      {historyOpen && <History />}
    </div>
  );
}
