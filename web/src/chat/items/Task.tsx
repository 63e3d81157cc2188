import type { ComponentChildren } from 'preact';
import type { MessageKey, Translator } from '../../i18n';
import { Icon } from '../../icons';
import { Markdown, safeHref } from '../../markdown';
import type { Task, UrlSource } from '../../protocol';
import { useTranslator } from '../context';
import { hostOf } from './sources';

const LOOKS: Record<Task['type'], { icon: string; title: MessageKey }> = {
  custom: { icon: 'dot', title: 'task.custom' },
  web_search: { icon: 'globe', title: 'task.search' },
  thought: { icon: 'lightbulb', title: 'task.thought' },
  file: { icon: 'document', title: 'task.file' },
  image: { icon: 'images', title: 'task.image' },
};

export type TaskStatus = NonNullable<Task['status_indicator']>;

interface TaskViewProps {
  task: Task;
  /** How far it is. A task's own word for it counts only within a workflow. */
  status: TaskStatus;
}

/** A step of the assistant: what it is, how far, and what it was about. */
export function TaskView({ task, status }: TaskViewProps) {
  const translator = useTranslator();
  const { t } = translator;
  return (
    <div class="ck-task" part="task" data-status={status}>
      <Icon name={iconOf(task, status)} size={16} />
      <div>
        <span class="ck-task-title" dir="auto">
          {titleOf(task, translator)}
        </span>
        {status !== 'none' && <span class="ck-sr"> {t(`task.${status}`)}</span>}
        <TaskDetails task={task} />
      </div>
    </div>
  );
}

function iconOf(task: Task, status: TaskStatus): string {
  if (task.type === 'custom' && task.icon) return task.icon;
  if (task.type === 'custom' && status === 'complete') return 'check';
  return (LOOKS[task.type] ?? LOOKS.custom).icon;
}

function titleOf(task: Task, { t }: Translator): string {
  if (task.title) return task.title;
  if (task.type === 'web_search' && task.title_query) {
    return t('task.search.query', { query: task.title_query });
  }
  return t((LOOKS[task.type] ?? LOOKS.custom).title);
}

function TaskDetails({ task }: { task: Task }): ComponentChildren {
  switch (task.type) {
    case 'custom':
    case 'thought':
      return task.content ? <Markdown text={task.content} /> : null;
    case 'web_search':
      return <SearchDetails queries={task.queries ?? []} sources={task.sources ?? []} />;
    case 'file':
      return (
        <Chips>
          {unique(task.sources ?? [], ({ filename }) => filename).map(({ filename, title }) => (
            <li key={filename}>
              <span class="ck-source" title={filename}>
                <Icon name="document" size={14} />
                <span dir="auto">{title}</span>
              </span>
            </li>
          ))}
        </Chips>
      );
    case 'image':
      return null;
    default:
      return task satisfies never;
  }
}

interface SearchDetailsProps {
  queries: readonly string[];
  sources: readonly UrlSource[];
}

function SearchDetails({ queries, sources }: SearchDetailsProps) {
  const { t } = useTranslator();
  return (
    <>
      <Chips label={t('task.queries')}>
        {unique(queries, (query) => query).map((query) => (
          <li key={query}>
            <span class="ck-source">
              <Icon name="search" size={14} />
              <span dir="auto">{query}</span>
            </span>
          </li>
        ))}
      </Chips>
      <Chips label={t('item.sources')}>
        {unique(sources, ({ url }) => url).map((source) => (
          <li key={source.url}>
            <UrlChip source={source} />
          </li>
        ))}
      </Chips>
    </>
  );
}

function UrlChip({ source: { url, title } }: { source: UrlSource }) {
  const href = safeHref(url);
  const content = (
    <>
      <Icon name="globe" size={14} />
      <span dir="auto">{title || hostOf(url) || url}</span>
    </>
  );
  return href === null ? (
    <span class="ck-source">{content}</span>
  ) : (
    <a class="ck-source" href={href} title={url} target="_blank" rel="noopener noreferrer">
      {content}
    </a>
  );
}

function Chips({ label, children }: { label?: string; children: readonly ComponentChildren[] }) {
  if (children.length === 0) return null;
  return (
    <ul class="ck-chips" aria-label={label}>
      {children}
    </ul>
  );
}

function unique<T>(values: readonly T[], identity: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [identity(value), value])).values()];
}
