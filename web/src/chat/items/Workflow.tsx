import { useId, useState } from 'preact/hooks';
import type { Translator } from '../../i18n';
import { Icon } from '../../icons';
import type { Task, Workflow } from '../../protocol';
import { useTranslator } from '../context';
import { type TaskStatus, TaskView } from './Task';

/** How many tasks are shown before the others are asked for. */
const SHOWN = 8;

interface WorkflowViewProps {
  workflow: Workflow;
  running: boolean;
}

/**
 * What the assistant did on the way to its answer: a list that is open while it grows, and then as
 * the server wants it, until the reader opens or closes it.
 */
export function WorkflowView({ workflow, running }: WorkflowViewProps) {
  const translator = useTranslator();
  const id = useId();
  const [chosen, setChosen] = useState<boolean>();
  const { summary, tasks, expanded = false } = workflow;
  const hasTasks = tasks.length > 0;
  const isOpen = hasTasks && (chosen ?? (expanded || running));
  const icon = summary && 'title' in summary ? summary.icon : undefined;
  const title = titleOf(workflow, running, translator);
  const heading = (
    <>
      {icon !== undefined && <Icon name={icon} size={18} />}
      <span dir="auto">{title}</span>
    </>
  );
  return (
    <div class="ck-workflow" part="workflow" data-running={running ? '' : undefined}>
      {hasTasks ? (
        <button
          type="button"
          class="ck-fold"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setChosen(!isOpen)}
        >
          {heading}
          <Icon name="lucide:chevron-down" size={16} />
        </button>
      ) : (
        <p class="ck-fold">{heading}</p>
      )}
      <div id={id} class="ck-workflow-body" data-open={isOpen ? '' : undefined} inert={!isOpen}>
        <div>
          <TaskList workflow={workflow} running={running} />
        </div>
      </div>
      <span class="ck-sr" role="status">
        {running ? (currentTitle(workflow) ?? title) : ''}
      </span>
    </div>
  );
}

function TaskList({ workflow: { tasks }, running }: WorkflowViewProps) {
  const { t } = useTranslator();
  const [isWhole, setWhole] = useState(false);
  const hidden = isWhole ? 0 : Math.max(0, tasks.length - SHOWN);
  // While it grows its newest end is of interest, afterwards its beginning.
  const from = running ? hidden : 0;
  const more = hidden > 0 && (
    <li>
      <button type="button" class="ck-text-button" onClick={() => setWhole(true)}>
        {t(running ? 'workflow.earlier' : 'workflow.more', { count: hidden })}
      </button>
    </li>
  );
  return (
    <ol>
      {running && more}
      {tasks.slice(from, from + tasks.length - hidden).map((task, index) => (
        <li key={from + index}>
          <TaskView task={task} status={statusOf(task, running)} />
        </li>
      ))}
      {!running && more}
    </ol>
  );
}

/** What was left at work when the workflow ended is at work no more. */
function statusOf({ status_indicator: status = 'none' }: Task, running: boolean): TaskStatus {
  return status === 'loading' && !running ? 'none' : status;
}

function titleOf(workflow: Workflow, running: boolean, { t, duration }: Translator): string {
  const { summary, type } = workflow;
  const isReasoning = type === 'reasoning';
  if (summary && 'title' in summary) return summary.title;
  if (summary && summary.duration < 1) return t(isReasoning ? 'workflow.brief' : 'workflow.done');
  if (summary) {
    const values = { duration: duration(summary.duration) };
    return t(isReasoning ? 'workflow.thought' : 'workflow.duration', values);
  }
  if (running) return t(isReasoning ? 'workflow.thinking' : 'workflow.running');
  return t(isReasoning ? 'workflow.brief' : 'workflow.done');
}

/** The step that is being taken, for those who hear it. */
function currentTitle({ tasks }: Workflow): string | undefined {
  return tasks.findLast((task) => task.status_indicator !== 'complete')?.title;
}
