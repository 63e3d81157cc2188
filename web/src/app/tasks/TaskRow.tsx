import { useRef } from 'react';
import { Icon } from '../ui/Icon';
import { dueLabel, isOverdue, PRIORITY_LABELS, type Task, type TaskChanges } from './model';
import { TaskEditor } from './TaskEditor';
import { isProvisional } from './useTasks';

interface TaskRowProps {
  readonly task: Task;
  readonly now: Date;
  readonly editing: boolean;
  readonly onEdit: (taskId: string | null) => void;
  readonly onChange: (task: Task, changes: TaskChanges) => void;
  readonly onRemove: (task: Task) => void;
}

export function TaskRow({ task, now, editing, onEdit, onChange, onRemove }: TaskRowProps) {
  const row = useRef<HTMLLIElement>(null);
  const waiting = isProvisional(task);
  const bodyId = `task-${task.id}`;

  /** The row's controls go with it: a focus that is in use moves on to what is next to it. */
  const leaveRow = () => {
    if (!document.activeElement?.matches(':focus-visible')) return;
    const neighbour = row.current?.nextElementSibling ?? row.current?.previousElementSibling;
    const panel = row.current?.closest('.tasks');
    const next =
      neighbour?.querySelector<HTMLElement>('input') ??
      panel?.querySelector<HTMLElement>('.quick-add input');
    next?.focus();
  };

  const stopEditing = () => {
    onEdit(null);
    // By then the task may stand in another group, in a row of its own.
    requestAnimationFrame(() => document.getElementById(bodyId)?.focus());
  };

  if (editing) {
    return (
      <li ref={row} className="task task-editing">
        <TaskEditor
          task={task}
          onSave={(changes) => {
            stopEditing();
            if (Object.keys(changes).length > 0) onChange(task, changes);
          }}
          onCancel={stopEditing}
        />
      </li>
    );
  }

  const done = task.status === 'done';
  return (
    <li ref={row} className="task" data-priority={task.priority} data-waiting={waiting}>
      <input
        type="checkbox"
        className="check"
        aria-label={task.title}
        checked={done}
        disabled={waiting}
        onChange={() => {
          leaveRow();
          onChange(task, { status: done ? 'open' : 'done' });
        }}
      />
      <button
        id={bodyId}
        type="button"
        className="task-body"
        disabled={waiting}
        onClick={() => onEdit(task.id)}
      >
        <span className="visually-hidden">Edit </span>
        <span className="task-title" dir="auto">
          {task.title}
        </span>
        <TaskFacts task={task} now={now} />
      </button>
      <button
        type="button"
        className="icon-button icon-button-small task-delete"
        aria-label={`Delete ${task.title}`}
        disabled={waiting}
        onClick={() => {
          leaveRow();
          onRemove(task);
        }}
      >
        <Icon name="trash" size={16} />
      </button>
    </li>
  );
}

function TaskFacts({ task, now }: { task: Task; now: Date }) {
  const { due, priority, tags } = task;
  if (due === null && priority === 'none' && tags.length === 0) return null;
  const late = due !== null && task.status === 'open' && isOverdue(due, now);
  return (
    <span className="task-facts">
      {due !== null && (
        <span className="fact" data-late={late}>
          <Icon name="calendar" size={14} />
          {dueLabel(due, now)}
        </span>
      )}
      {priority !== 'none' && (
        <span className="fact fact-priority">
          <Icon name="flag" size={14} />
          {PRIORITY_LABELS[priority]}
        </span>
      )}
      {tags.map((tag) => (
        <span key={tag} className="fact fact-tag" dir="auto">
          #{tag}
        </span>
      ))}
    </span>
  );
}
