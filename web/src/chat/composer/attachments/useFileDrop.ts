import { useMemo, useRef, useState } from 'preact/hooks';
import { useChat } from '../../context';
import type { Chat } from '../../model';

/**
 * Lets files be dropped on an element and pasted into it.
 *
 * @returns Whether files are held over it, and the handlers for it.
 */
export function useFileDrop() {
  const chat = useChat();
  const [isOver, setIsOver] = useState(false);
  // What the pointer went into and has not left; a count would be wrong once one of them is gone.
  const entered = useRef(new Set<EventTarget>());
  const handlers = useMemo(() => {
    const update = () => {
      for (const node of entered.current) {
        if (!(node as Node).isConnected) entered.current.delete(node);
      }
      setIsOver(entered.current.size > 0);
    };
    const forFiles = (handle: (event: DragEvent) => void) => (event: DragEvent) => {
      if (!chat.uploads.enabled || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      handle(event);
    };
    return {
      onDragEnter: forFiles(({ target }) => {
        if (target) entered.current.add(target);
        update();
      }),
      onDragOver: forFiles(({ dataTransfer }) => {
        if (dataTransfer) dataTransfer.dropEffect = 'copy';
      }),
      onDragLeave: forFiles(({ target }) => {
        if (target) entered.current.delete(target);
        update();
      }),
      onDrop: forFiles(({ dataTransfer }) => {
        entered.current.clear();
        update();
        if (dataTransfer) take(chat, dataTransfer);
      }),
    };
  }, [chat]);
  return { isOver, handlers };
}

function take(chat: Chat, { items, files }: DataTransfer): void {
  const folders = new Set(
    [...items].flatMap((item) => {
      const entry = item.webkitGetAsEntry?.();
      return entry?.isDirectory ? entry.name : [];
    }),
  );
  chat.setHistoryOpen(false);
  chat.uploads.add(
    [...files].filter(({ name }) => !folders.has(name)),
    [...folders],
  );
  chat.composer.input?.focus();
}

/** Attaches files that are pasted. Text from an office program comes with a picture of itself: it stays text. */
export function pasteFiles(chat: Chat, event: ClipboardEvent): void {
  const { clipboardData } = event;
  if (!clipboardData || clipboardData.files.length === 0 || !chat.uploads.enabled) return;
  const isFormatted = clipboardData.types.includes('text/html');
  if (isFormatted && clipboardData.getData('text/plain').trim() !== '') return;
  event.preventDefault();
  event.stopPropagation();
  chat.uploads.add([...clipboardData.files]);
}
