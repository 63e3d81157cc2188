import type { ExportFormat } from '../export';
import { type Chat, copyText } from '../model';

/** Has the browser save the whole thread. */
export async function saveThread(chat: Chat, format: ExportFormat): Promise<void> {
  const { filename, type, text } = await chat.exportThread(format);
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // The browser has taken what it needs by the next task.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** Puts the whole thread on the clipboard, as markdown. */
export async function copyThread(chat: Chat): Promise<void> {
  const { text } = await chat.exportThread('markdown');
  chat.notice.set((await copyText(text)) ? 'more.copied' : 'more.failed');
}
