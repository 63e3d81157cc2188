import { useEffect, useMemo, useRef, useState } from 'react';
import { messageOf } from '../api';
import { Failure } from '../ui/Failure';
import { Icon } from '../ui/Icon';
import { Skeleton } from '../ui/Skeleton';
import { groupTasks, type Task } from './model';
import { QuickAdd } from './QuickAdd';
import type { Slice } from './slices';
import { TaskRow } from './TaskRow';
import type { Tasks } from './useTasks';

interface TasksPanelProps {
  readonly tasks: Tasks;
  readonly now: Date;
  /** The task that is to be opened; a new object opens it once more. */
  readonly picked: { readonly id: string } | null;
  readonly onClose: () => void;
}

export function TasksPanel({ tasks, now, picked, onClose }: TasksPanelProps) {
  const { open, done } = tasks;
  const [editedId, setEditedId] = useState<string | null>(null);
  const doneGroup = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (picked) setEditedId(picked.id);
  }, [picked]);
  const isDone = done.tasks.some(({ id }) => id === editedId);
  useEffect(() => {
    if (isDone && doneGroup.current) doneGroup.current.open = true;
  }, [isDone]);
  const groups = useMemo(() => groupTasks(open.tasks, now), [open.tasks, now]);
  const rows = { tasks, now, editedId, onEdit: setEditedId };

  return (
    <section className="tasks" aria-labelledby="tasks-heading">
      <header className="tasks-head">
        <h2 id="tasks-heading">Tasks</h2>
        {open.phase === 'ready' && (
          <span className="count">
            {open.tasks.length}
            {open.hasMore && '+'}
            <span className="visually-hidden"> open</span>
          </span>
        )}
        <button type="button" className="icon-button" aria-label="Close tasks" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <QuickAdd onAdd={tasks.add} />
      <div className="tasks-scroll">
        <Body slice={open} loadingLabel="Loading tasks" onRetry={tasks.refresh}>
          {groups.length === 0 && !open.hasMore && (
            <p className="empty">Nothing to do. Add a task above, or ask the assistant to.</p>
          )}
          {groups.map((group) => (
            <div key={group.key} className="task-group" data-group={group.key}>
              <h3 id={`group-${group.key}`} className="group-heading">
                {group.label}
                <span className="group-count">{group.tasks.length}</span>
              </h3>
              <TaskRows {...rows} list={group.tasks} labelledBy={`group-${group.key}`} />
            </div>
          ))}
          {open.hasMore && <MoreTasks onClick={() => tasks.loadMore('open')} />}
        </Body>
        {open.phase === 'ready' && (
          <details
            ref={doneGroup}
            className="task-group done-group"
            onToggle={(event) => {
              if (event.currentTarget.open) tasks.askForDone();
            }}
          >
            <summary id="group-done" className="group-heading">
              Done
              <Icon name="chevron-down" size={16} />
            </summary>
            {tasks.done.phase !== 'unasked' && (
              <Body slice={tasks.done} loadingLabel="Loading done tasks" onRetry={tasks.refresh}>
                {tasks.done.tasks.length === 0 && <p className="empty">Nothing done yet.</p>}
                <TaskRows {...rows} list={tasks.done.tasks} labelledBy="group-done" />
                {tasks.done.hasMore && <MoreTasks onClick={() => tasks.loadMore('done')} />}
              </Body>
            )}
          </details>
        )}
      </div>
    </section>
  );
}

interface BodyProps {
  readonly slice: Slice;
  readonly loadingLabel: string;
  readonly onRetry: () => void;
  readonly children: React.ReactNode;
}

/** A list, or what stands in its place while it is loading or cannot be. */
function Body({ slice, loadingLabel, onRetry, children }: BodyProps) {
  if (slice.phase === 'loading') return <Skeleton rows={4} label={loadingLabel} />;
  if (slice.phase === 'failed' && slice.tasks.length === 0) {
    return <Failure title="The tasks could not be loaded" error={slice.error} onRetry={onRetry} />;
  }
  return (
    <>
      {slice.phase === 'failed' && (
        <p className="stale" role="status">
          This list may be out of date: {messageOf(slice.error)}
          <button type="button" className="link-button" onClick={onRetry}>
            Retry
          </button>
        </p>
      )}
      {children}
    </>
  );
}

interface TaskRowsProps {
  readonly list: readonly Task[];
  readonly labelledBy: string;
  readonly tasks: Tasks;
  readonly now: Date;
  readonly editedId: string | null;
  readonly onEdit: (taskId: string | null) => void;
}

function TaskRows({ list, labelledBy, tasks, now, editedId, onEdit }: TaskRowsProps) {
  return (
    <ul className="task-rows" aria-labelledby={labelledBy}>
      {list.map((task) => (
        <TaskRow
          key={task.id}
          task={task}
          now={now}
          editing={task.id === editedId}
          onEdit={onEdit}
          onChange={tasks.change}
          onRemove={tasks.remove}
        />
      ))}
    </ul>
  );
}

function MoreTasks({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className="button button-quiet" onClick={onClick}>
      Show more
    </button>
  );
}
