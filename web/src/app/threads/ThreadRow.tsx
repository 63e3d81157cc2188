import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { pathOf } from '../routing';
import { Icon } from '../ui/Icon';
import { MenuButton } from '../ui/MenuButton';
import { type ThreadRow as Row, titleOf } from './model';

interface ThreadRowProps {
  readonly row: Row;
  readonly active: boolean;
  readonly onOpen: (threadId: string) => void;
  readonly onRename: (threadId: string, title: string) => void;
  readonly onRemove: (row: Row) => void;
}

export function ThreadRow(props: ThreadRowProps) {
  const { row, active, onOpen, onRename, onRemove } = props;
  const [editing, setEditing] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  const title = titleOf(row);

  const follow = (event: MouseEvent) => {
    // A click for a new tab or window is the browser's own.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(row.id);
  };

  const finish = (next: string | null, focusRow: boolean) => {
    setEditing(false);
    if (focusRow) requestAnimationFrame(() => link.current?.focus());
    const text = next?.trim();
    if (text && text !== row.title) onRename(row.id, text);
  };

  return (
    <li className="thread-row" data-active={active}>
      {editing ? (
        <TitleInput title={row.title ?? ''} onFinish={finish} />
      ) : (
        <>
          <a
            ref={link}
            className="thread-link"
            href={pathOf(row.id)}
            data-thread={row.id}
            aria-current={active ? 'page' : undefined}
            title={title}
            dir="auto"
            onClick={follow}
          >
            {title}
          </a>
          <div className="row-menu">
            <MenuButton
              label={`Options for ${title}`}
              className="icon-button icon-button-small"
              face={<Icon name="dots" size={18} />}
            >
              <button type="button" className="menu-item" onClick={() => setEditing(true)}>
                <Icon name="pencil" size={16} />
                Rename
              </button>
              <button type="button" className="menu-item danger" onClick={() => onRemove(row)}>
                <Icon name="trash" size={16} />
                Delete
              </button>
            </MenuButton>
          </div>
        </>
      )}
    </li>
  );
}

interface TitleInputProps {
  readonly title: string;
  /** `null`: leave the title as it is. */
  readonly onFinish: (title: string | null, focusRow: boolean) => void;
}

function TitleInput({ title, onFinish }: TitleInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const finish = (next: string | null, focusRow: boolean) => {
    if (done.current) return; // Taking the input away blurs it.
    done.current = true;
    onFinish(next, focusRow);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') finish(event.currentTarget.value, true);
    if (event.key === 'Escape') {
      event.preventDefault(); // Only the renaming ends, not the drawer around it.
      finish(null, true);
    }
  };
  return (
    <input
      ref={input}
      className="input thread-input"
      aria-label="Chat title"
      dir="auto"
      maxLength={200}
      defaultValue={title}
      onKeyDown={onKeyDown}
      onBlur={(event) => finish(event.currentTarget.value, false)}
    />
  );
}
