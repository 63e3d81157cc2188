import { useLayoutEffect, useRef } from 'preact/hooks';
import { useChat, useConversation, useObservable, useTranslator } from './context';
import { headerActionName } from './header-names';
import { IconButton } from './IconButton';
import { MoreMenu } from './menu/MoreMenu';

/** The bar at the top: the history, the thread's title, a new chat, and the page's own buttons. */
export function Header() {
  const chat = useChat();
  const { t } = useTranslator();
  const { header, history } = useObservable(chat.options);
  const historyOpen = useObservable(chat.historyOpen);
  const title = useConversation((state) => state.thread.meta?.title);
  const isBlank = useConversation(
    (state) => state.id === null && state.thread.entries.length === 0,
  );
  const historyButton = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(historyOpen);
  useLayoutEffect(() => {
    if (wasOpen.current && !historyOpen) historyButton.current?.focus();
    wasOpen.current = historyOpen;
  }, [historyOpen]);

  if (header?.enabled === false) return null;
  const heading = historyOpen
    ? t('history.title')
    : header?.title?.enabled === false
      ? ''
      : (header?.title?.text ?? title ?? '');
  const { leftAction, rightAction } = header ?? {};

  return (
    <header class="ck-header" part="header">
      <div class="ck-column">
        <div class="ck-header-side">
          {leftAction && (
            <IconButton
              icon={leftAction.icon}
              label={t(headerActionName(leftAction.icon, 'header.left'))}
              onClick={leftAction.onClick}
            />
          )}
          {/* However the list was opened, by the page or before the option was set, it can be left. */}
          {(history?.enabled !== false || historyOpen) && (
            <IconButton
              buttonRef={historyButton}
              icon={historyOpen ? 'back-large' : 'history'}
              label={historyOpen ? t('history.close') : t('history.open')}
              expanded={historyOpen}
              part="history-button"
              onClick={() => chat.setHistoryOpen(!historyOpen)}
            />
          )}
        </div>
        {heading === '' ? (
          <div class="ck-title" />
        ) : (
          <h2 class="ck-title" part="title" dir="auto">
            {heading}
          </h2>
        )}
        <div class="ck-header-side">
          {(!isBlank || historyOpen) && (
            <IconButton
              icon="compose"
              label={t('chat.new')}
              part="new-chat-button"
              onClick={() => {
                chat.open(null);
                chat.composer.input?.focus();
              }}
            />
          )}
          <MoreMenu />
          {rightAction && (
            <IconButton
              icon={rightAction.icon}
              label={t(headerActionName(rightAction.icon, 'header.right'))}
              onClick={rightAction.onClick}
            />
          )}
        </div>
      </div>
    </header>
  );
}
