import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import {
  dueFields,
  dueOf,
  PRIORITIES,
  PRIORITY_LABELS,
  type Priority,
  type Task,
  type TaskChanges,
} from './model';

interface TaskEditorProps {
  readonly task: Task;
  /** Given only what was changed. */
  readonly onSave: (changes: TaskChanges) => void;
  readonly onCancel: () => void;
}

export function TaskEditor({ task, onSave, onCancel }: TaskEditorProps) {
  const before = dueFields(task.due);
  const [title, setTitle] = useState(task.title);
  const [notes, setNotes] = useState(task.notes);
  const [due, setDue] = useState(before);
  const [priority, setPriority] = useState<Priority>(task.priority);
  const first = useRef<HTMLInputElement>(null);

  useEffect(() => {
    first.current?.focus();
    // The focus alone brings only the first field into view.
    first.current?.form?.scrollIntoView?.({ block: 'nearest' });
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = title.trim();
    if (text === '') {
      first.current?.focus();
      return;
    }
    const dueChanged = due.date !== before.date || due.time !== before.time;
    onSave({
      ...(text !== task.title && { title: text }),
      ...(notes.trim() !== task.notes.trim() && { notes: notes.trim() }),
      ...(priority !== task.priority && { priority }),
      ...(dueChanged && { due: dueOf(due) }),
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.preventDefault(); // Only the editing ends, not the drawer around it.
    onCancel();
  };

  return (
    <form
      className="task-editor"
      aria-label={`Edit ${task.title}`}
      onSubmit={submit}
      onKeyDown={onKeyDown}
    >
      <label className="field">
        Title
        <input
          ref={first}
          className="input"
          dir="auto"
          required
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
      </label>
      <div className="field-pair">
        <label className="field">
          Due date
          <input
            type="date"
            className="input"
            value={due.date}
            onChange={(event) => setDue({ ...due, date: event.target.value })}
          />
        </label>
        <label className="field">
          Time
          <input
            type="time"
            className="input"
            value={due.date === '' ? '' : due.time}
            disabled={due.date === ''}
            onChange={(event) => setDue({ ...due, time: event.target.value })}
          />
        </label>
      </div>
      {due.date !== '' && (
        <button
          type="button"
          className="link-button"
          onClick={() => setDue({ date: '', time: '' })}
        >
          Clear due date
        </button>
      )}
      <label className="field">
        Priority
        <select
          className="input"
          value={priority}
          onChange={(event) => setPriority(event.target.value as Priority)}
        >
          {PRIORITIES.map((value) => (
            <option key={value} value={value}>
              {PRIORITY_LABELS[value]}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        Notes
        <textarea
          className="input"
          dir="auto"
          rows={3}
          value={notes}
          onChange={(event) => setNotes(event.target.value)}
        />
      </label>
      <div className="form-actions">
        <button type="button" className="button button-quiet" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button button-primary">
          Save
        </button>
      </div>
    </form>
  );
}
