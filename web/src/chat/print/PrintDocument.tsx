import type { ThreadItem } from '../../protocol';
import { ChatContext, useConversation, useTranslator } from '../context';
import { ItemView } from '../items/ItemView';
import { MarkdownSettings } from '../MarkdownSettings';
import type { Chat } from '../model';
import { groupTurns } from '../turns';

/** A whole thread on paper. */
export function PrintDocument({ chat, items }: { chat: Chat; items: readonly ThreadItem[] }) {
  return (
    <ChatContext value={chat}>
      <MarkdownSettings>
        <Pages items={items} />
      </MarkdownSettings>
    </ChatContext>
  );
}

function Pages({ items }: { items: readonly ThreadItem[] }) {
  const { t, direction, locale } = useTranslator();
  const title = useConversation((state) => state.thread.meta?.title);
  const entries = items.map((item) => ({ key: item.id, item, status: 'done' as const }));
  return (
    <article class="ck-root ck-print" dir={direction} lang={locale}>
      {title && <h1 dir="auto">{title}</h1>}
      {groupTurns(entries).map((turn) => (
        <section key={turn.key} class="ck-turn" data-author={turn.author}>
          <h2>{t(turn.author === 'user' ? 'export.user' : 'export.assistant')}</h2>
          {turn.entries.map((entry) => (
            <ItemView key={entry.key} entry={entry} />
          ))}
        </section>
      ))}
    </article>
  );
}
