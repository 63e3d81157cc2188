import type { ComponentChildren } from 'preact';
import type { MessageKey } from '../../i18n';
import { Icon } from '../../icons';
import { Markdown, safeHref } from '../../markdown';
import type { Task, Workflow } from '../../protocol';
import { useTranslator } from '../context';

const TASKS: Record<Task['type'], { icon: string; title: MessageKey }> = {
  custom: { icon: 'dot', title: 'task.custom' },
  web_search: { icon: 'globe', title: 'task.search' },
  thought: { icon: 'lightbulb', title: 'task.thought' },
  file: { icon: 'document', title: 'task.file' },
  image: { icon: 'images', title: 'task.image' },
};

/** What the assistant did on the way to its answer: a list that opens while it grows. */
export function WorkflowView({ workflow, running }: { workflow: Workflow; running: boolean }) {
  const { t, duration } = useTranslator();
  const { summary, tasks, type, expanded } = workflow;
  let title: string;
  if (summary && 'title' in summary) title = summary.title;
  else if (summary) title = t('workflow.duration', { duration: duration(summary.duration) });
  else if (running) title = t(type === 'reasoning' ? 'workflow.thinking' : 'workflow.running');
  else title = t('workflow.done');
  const icon = summary && 'icon' in summary ? summary.icon : undefined;

  return (
    <details class="ck-workflow" part="workflow" open={expanded || running}>
      <summary data-running={running ? '' : undefined}>
        {icon && <Icon name={icon} size={18} />}
        <span dir="auto">{title}</span>
        <Icon name="chevron-right" size={16} />
      </summary>
      <ol>
        {tasks.map((task, index) => (
          <li key={index}>
            <TaskView task={task} />
          </li>
        ))}
      </ol>
    </details>
  );
}

export function TaskView({ task }: { task: Task }) {
  const { t } = useTranslator();
  const { icon, title } = TASKS[task.type] ?? TASKS.custom;
  const status = task.status_indicator ?? 'none';
  return (
    <div class="ck-task" data-status={status}>
      <Icon name={(task.type === 'custom' && task.icon) || icon} size={16} />
      <div>
        <span dir="auto">{task.title ?? t(title)}</span>
        {status !== 'none' && <span class="ck-sr"> {t(`task.${status}`)}</span>}
        <TaskDetails task={task} />
      </div>
    </div>
  );
}

function TaskDetails({ task }: { task: Task }): ComponentChildren {
  switch (task.type) {
    case 'custom':
    case 'thought':
      return task.content ? <Markdown text={task.content} /> : null;
    case 'web_search':
      return (
        <>
          {task.queries?.map((query) => (
            <p key={query} dir="auto">
              {query}
            </p>
          ))}
          {task.sources?.map((source) => {
            const href = safeHref(source.url);
            return (
              <p key={source.url} dir="auto">
                {href === null ? (
                  source.title
                ) : (
                  <a href={href} target="_blank" rel="noopener noreferrer">
                    {source.title}
                  </a>
                )}
              </p>
            );
          })}
        </>
      );
    case 'file':
      return task.sources?.map((source) => (
        <p key={source.filename} dir="auto">
          {source.title}
        </p>
      ));
    case 'image':
      return null;
    default:
      return task satisfies never;
  }
}
