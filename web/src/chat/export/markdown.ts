import type { Translator } from '../../i18n';
import type {
  AssistantMessageItem,
  Source,
  StructuredInputItem,
  Task,
  ThreadItem,
  ThreadMetadata,
  UserMessageItem,
  WidgetNode,
  Workflow,
} from '../../protocol';
import { CodePoints } from '../items/code-points';
import { identityOf } from '../items/sources';

/** A whole thread as one document: a heading for each turn, sources as footnotes at its end. */
export function toMarkdown(
  thread: ThreadMetadata,
  items: readonly ThreadItem[],
  translator: Translator,
): string {
  const { t, locale } = translator;
  const notes = new Notes();
  const blocks = [`# ${oneLine(thread.title ?? t('chat.label'))}`];
  const created = new Date(thread.created_at);
  if (!Number.isNaN(created.getTime())) {
    blocks.push(`_${new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(created)}_`);
  }
  let author: string | null = null;
  for (const item of items) {
    const text = itemToMarkdown(item, t, notes);
    if (text === '') continue;
    const speaker = t(item.type === 'user_message' ? 'export.user' : 'export.assistant');
    if (speaker !== author || item.type === 'user_message') blocks.push(`## ${speaker}`);
    author = speaker;
    blocks.push(text);
  }
  return `${[...blocks, ...notes.lines()].join('\n\n')}\n`;
}

/** What an item says, as markdown; empty for one that says nothing to a reader. */
export function itemToMarkdown(item: ThreadItem, t: Translator['t'], notes: Notes | null): string {
  switch (item.type) {
    case 'user_message':
      return userMessage(item, t);
    case 'assistant_message':
      return assistantMessage(item, notes);
    case 'widget':
      return item.copy_text ?? wordsOf(item.widget).join('\n\n');
    case 'generated_image':
      return item.image ? `![${t('item.image')}](${item.image.url})` : '';
    case 'structured_input':
      return questions(item, t);
    case 'workflow':
      return workflow(item.workflow, t);
    case 'task':
      return `- ${taskTitle(item.task, t)}`;
    default:
      return '';
  }
}

function userMessage(item: UserMessageItem, t: Translator['t']): string {
  const text = item.content
    .map((part) => (part.type === 'input_tag' ? `**${part.text}**` : part.text))
    .join('');
  const quote = item.quoted_text ? quoted(item.quoted_text) : '';
  const files = (item.attachments ?? []).map(
    ({ name }) => `- ${t('export.attachment', { name: oneLine(name) })}`,
  );
  return [quote, text.trim(), files.join('\n')].filter((part) => part !== '').join('\n\n');
}

function assistantMessage(item: AssistantMessageItem, notes: Notes | null): string {
  return item.content
    .map(({ text, annotations = [] }) => {
      if (!notes) return text;
      let marked = text;
      // The protocol counts characters as Python does, in code points.
      const offsets = new CodePoints().offsets(
        text,
        annotations.map(({ index }) => index ?? Number.POSITIVE_INFINITY),
      );
      const placed = annotations.map(({ source }, place) => ({
        mark: notes.markOf(source),
        at: offsets[place] ?? text.length,
      }));
      // From the end, so that what is put in moves nothing that is still to be found.
      for (const { mark, at } of placed.toReversed().toSorted((one, other) => other.at - one.at)) {
        marked = `${marked.slice(0, at)}${mark}${marked.slice(at)}`;
      }
      return marked;
    })
    .join('\n\n')
    .trim();
}

function questions(item: StructuredInputItem, t: Translator['t']): string {
  return item.inputs
    .map(({ question, answer }) => {
      const values = answer?.values ?? [];
      const given = values.length > 0 ? values : [t('export.unanswered')];
      return `**${oneLine(question)}**\n\n${given.map((value) => `- ${oneLine(value)}`).join('\n')}`;
    })
    .join('\n\n');
}

function workflow({ summary, tasks }: Workflow, t: Translator['t']): string {
  const lines = tasks.map((task) => `- ${taskTitle(task, t)}`);
  const title = summary && 'title' in summary ? `_${oneLine(summary.title)}_\n\n` : '';
  return `${title}${lines.join('\n')}`.trim();
}

function taskTitle(task: Task, t: Translator['t']): string {
  if (task.title) return oneLine(task.title);
  if (task.type === 'web_search') return t('task.search');
  return t(`task.${task.type}`);
}

/** The sources of a document, each with a footnote of its own. */
export class Notes {
  readonly #labels = new Map<string, { label: string; text: string }>();

  markOf(source: Source): string {
    const address = source.type === 'url' ? source.url : '';
    const identity = identityOf(source);
    let note = this.#labels.get(identity);
    if (!note) {
      const title = oneLine(source.title);
      note = {
        // An answer may have footnotes of its own, which have numbers.
        label: `source-${this.#labels.size + 1}`,
        text: address === '' ? title : `[${title.replace(/[[\]]/g, '')}](<${address}>)`,
      };
      this.#labels.set(identity, note);
    }
    return `[^${note.label}]`;
  }

  lines(): string[] {
    return [...this.#labels.values()].map(({ label, text }) => `[^${label}]: ${text}`);
  }
}

const WORD_FIELDS = ['title', 'value', 'label', 'text', 'alt'] as const;

/** What a widget says that has no text for copying. */
function wordsOf(node: WidgetNode): string[] {
  const words = WORD_FIELDS.map((field) => node[field]).filter(
    (value): value is string => typeof value === 'string' && value.trim() !== '',
  );
  const { children } = node;
  const nodes = (Array.isArray(children) ? children : [children]).filter(isNode);
  return [...words, ...nodes.flatMap(wordsOf)];
}

function isNode(value: unknown): value is WidgetNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function quoted(text: string): string {
  return text.replace(/^/gm, '> ');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
