import { type FormEvent, useState } from 'react';
import { Icon } from '../ui/Icon';

/** One line to add a task by its title; the focus stays for the next one. */
export function QuickAdd({ onAdd }: { onAdd: (title: string) => void }) {
  const [title, setTitle] = useState('');
  const text = title.trim();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text === '') return;
    onAdd(text);
    setTitle('');
  };

  return (
    <form className="quick-add" onSubmit={submit}>
      <input
        className="input"
        aria-label="New task"
        placeholder="Add a task"
        dir="auto"
        autoComplete="off"
        enterKeyHint="done"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <button type="submit" className="icon-button" aria-label="Add task" disabled={text === ''}>
        <Icon name="plus" />
      </button>
    </form>
  );
}
