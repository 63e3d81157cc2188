import type {
  Annotation,
  AssistantMessageContent,
  AssistantMessageItem,
  Task,
  ThreadItem,
  ThreadItemUpdate,
  WidgetNode,
  WorkflowItem,
} from '../protocol';
import { applyWidgetUpdate } from '../widgets';

const EMPTY_PART: AssistantMessageContent = { type: 'output_text', text: '', annotations: [] };

/** The parts of a message, with one part changed; parts that were never announced come into being. */
function withPart(
  item: AssistantMessageItem,
  index: number,
  change: (part: AssistantMessageContent) => AssistantMessageContent,
): AssistantMessageItem {
  const content = [...item.content];
  while (content.length <= index) content.push(EMPTY_PART);
  content[index] = change(content[index] ?? EMPTY_PART);
  return { ...item, content };
}

function withAnnotation(
  part: AssistantMessageContent,
  index: number,
  annotation: Annotation,
): AssistantMessageContent {
  const annotations = [...(part.annotations ?? [])];
  annotations[Math.min(index, annotations.length)] = annotation;
  return { ...part, annotations };
}

function withTask(item: WorkflowItem, index: number, task: Task): WorkflowItem {
  const tasks = [...item.workflow.tasks];
  tasks[Math.min(index, tasks.length)] = task;
  return { ...item, workflow: { ...item.workflow, tasks } };
}

/**
 * An item after one of its updates. Pure.
 *
 * An update that is not for an item of this type, or that this version does not know, changes nothing.
 */
export function applyUpdate(item: ThreadItem, update: ThreadItemUpdate): ThreadItem {
  switch (update.type) {
    case 'assistant_message.content_part.added':
    case 'assistant_message.content_part.done':
      return item.type === 'assistant_message'
        ? withPart(item, update.content_index, () => update.content)
        : item;
    case 'assistant_message.content_part.text_delta':
      return item.type === 'assistant_message'
        ? withPart(item, update.content_index, (part) => ({
            ...part,
            text: part.text + update.delta,
          }))
        : item;
    case 'assistant_message.content_part.annotation_added':
      return item.type === 'assistant_message'
        ? withPart(item, update.content_index, (part) =>
            withAnnotation(part, update.annotation_index, update.annotation),
          )
        : item;
    case 'widget.root.updated':
    case 'widget.component.updated':
    case 'widget.streaming_text.value_delta':
      return item.type === 'widget' ? { ...item, widget: widgetAfter(item.widget, update) } : item;
    case 'workflow.task.added':
    case 'workflow.task.updated':
      return item.type === 'workflow' ? withTask(item, update.task_index, update.task) : item;
    case 'generated_image.updated':
      return item.type === 'generated_image'
        ? {
            ...item,
            image: update.image,
            ...(update.progress === undefined ? {} : { progress: update.progress }),
          }
        : item;
    default:
      return unknownUpdate(update, item);
  }
}

type WidgetUpdate = Parameters<typeof applyWidgetUpdate>[1];

const widgetAfter = (widget: WidgetNode, update: WidgetUpdate): WidgetNode =>
  applyWidgetUpdate(widget, update);

/** `update` is `never`: the compiler's proof that the protocol's updates are all handled above. */
function unknownUpdate(_update: never, item: ThreadItem): ThreadItem {
  return item;
}
