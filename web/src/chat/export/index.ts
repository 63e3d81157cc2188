import type { Translator } from '../../i18n';
import type { ThreadItem, ThreadMetadata } from '../../protocol';
import { toMarkdown } from './markdown';

export type ExportFormat = 'markdown' | 'json';

/** A thread as a file that can be saved. */
export interface ThreadExport {
  /** Made of the thread's title, with an ending for its type. */
  readonly filename: string;
  /** The MIME type. */
  readonly type: string;
  readonly text: string;
}

/**
 * A thread as a file.
 *
 * @param items All items, oldest first.
 */
export function exportOf(
  format: ExportFormat,
  thread: ThreadMetadata,
  items: readonly ThreadItem[],
  translator: Translator,
): ThreadExport {
  const name = fileName(thread.title ?? translator.t('chat.label'));
  if (format === 'markdown') {
    const text = toMarkdown(thread, items, translator);
    return { filename: `${name}.md`, type: 'text/markdown', text };
  }
  const exported = { version: 1, exported_at: new Date().toISOString(), thread, items };
  const text = `${JSON.stringify(exported, null, 2)}\n`;
  return { filename: `${name}.json`, type: 'application/json', text };
}

/** A title as every system takes it for a file. */
function fileName(title: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  const name = title.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, ' ').replace(/\s+/g, ' ');
  return (
    [...name]
      .slice(0, 80)
      .join('')
      .replace(/^[. ]+|[. ]+$/g, '') || 'chat'
  );
}
