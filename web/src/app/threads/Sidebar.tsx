import { type ReactNode, useMemo, useRef } from 'react';
import { onServer } from '../place';
import { ThemeSwitch } from '../theme/ThemeSwitch';
import type { Theme } from '../theme/theme';
import { Icon } from '../ui/Icon';
import { groupByDay, type ThreadRow as Row } from './model';
import { ThreadList } from './ThreadList';
import type { Threads } from './useThreads';

export interface SidebarProps {
  /** Whose page it is. */
  readonly name: string;
  readonly threads: Threads;
  readonly activeId: string | null;
  readonly now: Date;
  readonly theme: Theme;
  /** Who is here. */
  readonly account: ReactNode;
  readonly onOpen: (threadId: string) => void;
  readonly onNewChat: () => void;
  /** Opens the tasks where they have no column of their own. */
  readonly onShowTasks: (() => void) | null;
  /** Closes the drawer that the sidebar is in. */
  readonly onClose: (() => void) | null;
}

export function Sidebar(props: SidebarProps) {
  const { name, threads, activeId, now, theme, account } = props;
  const { onOpen, onNewChat, onShowTasks, onClose } = props;
  const newChat = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const groups = useMemo(() => groupByDay(threads.rows, now), [threads.rows, now]);

  /** The row that has the focus is about to go: its neighbour takes it. */
  const remove = (row: Row) => {
    const position = threads.rows.indexOf(row);
    const neighbour = threads.rows[position + 1] ?? threads.rows[position - 1];
    const links = list.current?.querySelectorAll<HTMLElement>('[data-thread]') ?? [];
    const link = [...links].find((item) => item.dataset['thread'] === neighbour?.id);
    (link ?? newChat.current)?.focus();
    threads.remove(row);
  };

  return (
    <nav className="sidebar" aria-label="Chats">
      <div className="sidebar-head">
        <span className="brand">
          <img src={onServer('/favicon.svg')} alt="" width={24} height={24} />
          {name}
        </span>
        {onClose && (
          <button type="button" className="icon-button" aria-label="Close chats" onClick={onClose}>
            <Icon name="close" />
          </button>
        )}
      </div>
      <div className="sidebar-actions">
        <button ref={newChat} type="button" className="side-action" onClick={onNewChat}>
          <Icon name="compose" />
          New chat
        </button>
        {onShowTasks && (
          <button type="button" className="side-action" onClick={onShowTasks}>
            <Icon name="list" />
            Tasks
          </button>
        )}
      </div>
      <div className="thread-scroll" ref={list}>
        <ThreadList
          threads={threads}
          groups={groups}
          activeId={activeId}
          onOpen={onOpen}
          onRemove={remove}
        />
      </div>
      <div className="sidebar-foot">
        {account}
        <ThemeSwitch theme={theme} />
      </div>
    </nav>
  );
}
