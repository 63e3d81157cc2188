import { type MouseEvent, useCallback, useEffect, useRef, useState } from 'react';
import { Account } from './account/Account';
import type { User } from './account/visitor';
import { messageOf } from './api';
import type { Client } from './client';
import { ChatPane } from './conversation/ChatPane';
import { useConversation } from './conversation/useConversation';
import { Panel } from './layout/Panel';
import { useMediaQuery } from './layout/useMediaQuery';
import { readPreference, writePreference } from './storage';
import { TasksPanel } from './tasks/TasksPanel';
import { useTasks } from './tasks/useTasks';
import type { Theme } from './theme/theme';
import { titleOf } from './threads/model';
import { Sidebar } from './threads/Sidebar';
import { useThreads } from './threads/useThreads';
import { ToastList } from './toasts/ToastList';
import { useToasts } from './toasts/useToasts';
import { useNow } from './useNow';
import { useOtherTabs } from './useOtherTabs';

/** The same widths as in styles/layout.css. */
const SIDEBAR_FITS = '(min-width: 820px)';
const TASKS_FIT = '(min-width: 1200px)';
const TASKS_COLUMN = 'tasks-column';
const TASK_NEWS = 'chatkit-page:tasks';

type DrawerName = 'chats' | 'tasks';

interface WorkspaceProps {
  readonly client: Client;
  readonly theme: Theme;
  readonly user: User;
  /** Leads to the sign-in provider; null where there is none. */
  readonly signInUrl: string | null;
  /** Why a sign-in came to nothing, if the page was opened by one that did. */
  readonly trouble: string | null;
  readonly onSignOut: () => Promise<void>;
}

/** The page of a signed-in user: chats and the chat side by side, and tasks where there are any. */
export function Workspace(props: WorkspaceProps) {
  const { client, theme, user, signInUrl, trouble, onSignOut } = props;
  const hasTasks = client.panels.includes('tasks');
  const now = useNow();
  const toasts = useToasts();
  const { show: toast } = toasts;
  useEffect(() => {
    if (trouble !== null) toast({ message: trouble, tone: 'error' });
  }, [trouble, toast]);
  const sidebarFits = useMediaQuery(SIDEBAR_FITS);
  const tasksFit = useMediaQuery(TASKS_FIT);
  const [drawer, setDrawer] = useState<DrawerName | null>(null);
  const [tasksColumn, setTasksColumn] = useState(() => readPreference(TASKS_COLUMN) !== 'closed');

  // A drawer whose panel has a column again is no drawer.
  const drawerFits = drawer === 'chats' ? sidebarFits : tasksFit;
  const shown = drawerFits ? null : drawer;
  const tasksClosed = hasTasks && !(tasksFit && tasksColumn);

  const showTasks = () => {
    if (!tasksFit) return setDrawer('tasks');
    setTasksColumn(true);
    writePreference(TASKS_COLUMN, 'open');
  };
  const closeTasks = () => {
    if (!tasksFit) return setDrawer(null);
    setTasksColumn(false);
    writePreference(TASKS_COLUMN, 'closed');
    void focusComposer(); // The button that had the focus is gone.
  };

  // The panels need the conversation, and it needs them.
  const panels = useRef({
    refreshThreads: () => {},
    refreshTasks: () => {},
    update: () => {},
    openTask: async (_taskId: string) => {},
  });
  const tellOtherTabs = useOtherTabs(TASK_NEWS, () => {
    panels.current.refreshTasks();
    panels.current.update();
  });
  const conversation = useConversation({
    client,
    theme,
    onShowChats: sidebarFits ? null : () => setDrawer('chats'),
    onShowTasks: tasksClosed ? showTasks : null,
    onActivity: () => panels.current.refreshThreads(),
    onTask: (taskId) => void panels.current.openTask(taskId),
    onTasksChanged: () => {
      panels.current.refreshTasks();
      tellOtherTabs();
    },
    onResponded: () => panels.current.refreshTasks(),
  });
  const { threadId, open, reopen, focusComposer, fetchUpdates } = conversation;

  const [picked, setPicked] = useState<{ readonly id: string } | null>(null);
  const [removedActive, setRemovedActive] = useState<string | null>(null);
  const threads = useThreads({
    activeId: threadId,
    responding: conversation.responding,
    toast: toasts.show,
    onRenamed: (id) => {
      if (id === threadId) void fetchUpdates();
    },
    onRemoved: (id) => {
      if (id !== threadId) return;
      setRemovedActive(id);
      void reopen(null);
    },
    onRestored: (id) => {
      if (id === removedActive && threadId === null) void reopen(id);
    },
  });
  const tasks = useTasks({
    enabled: hasTasks,
    toast: toasts.show,
    onChanged: () => {
      panels.current.update();
      tellOtherTabs();
    },
  });
  useEffect(() => {
    panels.current = {
      refreshThreads: threads.refresh,
      refreshTasks: tasks.refresh,
      update: () => {
        if (threadId !== null) void fetchUpdates();
      },
      openTask: async (taskId) => {
        if (!hasTasks || !(await tasks.find(taskId))) return;
        showTasks();
        setPicked({ id: taskId });
      },
    };
  });
  useReturn(
    useCallback(() => {
      panels.current.refreshThreads();
      panels.current.refreshTasks();
      panels.current.update();
    }, []),
  );

  const active = threads.rows.find((row) => row.id === threadId);
  const title = active ? titleOf(active) : null;
  useEffect(() => {
    document.title = title === null ? client.name : `${title} · ${client.name}`;
  }, [title, client.name]);

  const openThread = (id: string) => {
    setDrawer(null);
    void open(id);
  };
  const newChat = async () => {
    setDrawer(null);
    await open(null);
    await focusComposer();
  };

  const signOut = () => {
    void onSignOut().catch((error: unknown) => {
      toast({ message: `You are still signed in. ${messageOf(error)}`, tone: 'error' });
    });
  };

  const skipToComposer = (event: MouseEvent) => {
    event.preventDefault(); // The target's name does not belong in the address bar.
    void focusComposer();
  };

  return (
    <div className="workspace">
      {/* biome-ignore lint/a11y/useValidAnchor: it navigates inside the page, by the element's method */}
      <a className="skip-link" href="#chat" inert={shown !== null} onClick={skipToComposer}>
        Skip to the message box
      </a>
      <Panel
        mode={sidebarFits ? 'column' : 'drawer'}
        side="start"
        label="Chats"
        open={sidebarFits || shown === 'chats'}
        inert={shown === 'tasks'}
        onClose={() => setDrawer(null)}
      >
        <Sidebar
          name={client.name}
          threads={threads}
          activeId={threadId}
          now={now}
          theme={theme}
          account={<Account user={user} signInUrl={signInUrl} onSignOut={signOut} />}
          onOpen={openThread}
          onNewChat={() => void newChat()}
          onShowTasks={tasksClosed ? showTasks : null}
          onClose={sidebarFits ? null : () => setDrawer(null)}
        />
      </Panel>
      <main id="chat" className="main" aria-label="Chat" inert={shown !== null}>
        <h1 className="visually-hidden">{title ?? (threadId === null ? 'New chat' : 'Chat')}</h1>
        <ChatPane conversation={conversation} />
      </main>
      <Panel
        mode={tasksFit ? 'column' : 'drawer'}
        side="end"
        label="Tasks"
        open={hasTasks && (tasksFit ? tasksColumn : shown === 'tasks')}
        inert={shown === 'chats'}
        onClose={closeTasks}
      >
        <TasksPanel tasks={tasks} now={now} picked={picked} onClose={closeTasks} />
      </Panel>
      <ToastList {...toasts} />
    </div>
  );
}

/** Calls back when the user returns to the page: other tabs and devices may have been at work. */
function useReturn(onReturn: () => void): void {
  useEffect(() => {
    const listener = () => {
      if (document.visibilityState === 'visible') onReturn();
    };
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  }, [onReturn]);
}
