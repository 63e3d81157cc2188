import type { ThreadItemUpdate, ThreadStreamEvent } from './events';
import type { ThreadItem } from './items';

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isText = (part: unknown): boolean => isFields(part) && typeof part['text'] === 'string';

/** What an item must carry so that everybody may rely on it; other types carry nothing special. */
const CONTENT: Record<string, (item: Fields) => boolean> = {
  user_message: ({ content }) => Array.isArray(content) && content.every(isText),
  assistant_message: ({ content }) => Array.isArray(content) && content.every(isText),
  widget: ({ widget }) => isFields(widget),
  workflow: ({ workflow }) => isFields(workflow) && Array.isArray(workflow['tasks']),
  task: ({ task }) => isFields(task),
  structured_input: ({ inputs }) => Array.isArray(inputs) && inputs.every(isFields),
};

/**
 * Anything with an id and a type, as an item. Its type may be one that this version does not know;
 * an item that lacks what its type promises becomes one of those.
 */
export function asItem(value: unknown): ThreadItem | null {
  if (!isFields(value) || typeof value['id'] !== 'string') return null;
  const type = value['type'];
  if (typeof type !== 'string') return null;
  const isWhole = !Object.hasOwn(CONTENT, type) || CONTENT[type]?.(value);
  const { id, thread_id, created_at } = value;
  return (isWhole
    ? value
    : { id, thread_id, created_at, type: `broken ${type}` }) as unknown as ThreadItem;
}

const isItem = (value: unknown): boolean => asItem(value) !== null;

const isThread = (value: unknown): boolean => isFields(value) && typeof value['id'] === 'string';

const isIndex = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

/** What an update of each type must carry. */
const UPDATES: Record<ThreadItemUpdate['type'], (update: Fields) => boolean> = {
  'assistant_message.content_part.added': isPart,
  'assistant_message.content_part.done': isPart,
  'assistant_message.content_part.text_delta': ({ content_index, delta }) =>
    isIndex(content_index) && typeof delta === 'string',
  'assistant_message.content_part.annotation_added': ({
    content_index,
    annotation_index,
    annotation,
  }) =>
    isIndex(content_index) &&
    isIndex(annotation_index) &&
    isFields(annotation) &&
    isFields(annotation['source']),
  'widget.root.updated': ({ widget }) => isFields(widget),
  'widget.component.updated': ({ component_id, component }) =>
    typeof component_id === 'string' && isFields(component),
  'widget.streaming_text.value_delta': ({ component_id, delta }) =>
    typeof component_id === 'string' && typeof delta === 'string',
  'workflow.task.added': isTask,
  'workflow.task.updated': isTask,
  'generated_image.updated': ({ image }) => isFields(image) && typeof image['url'] === 'string',
};

function isPart({ content_index, content }: Fields): boolean {
  return isIndex(content_index) && isText(content);
}

function isTask({ task_index, task }: Fields): boolean {
  return isIndex(task_index) && isFields(task);
}

function isUpdate(value: unknown): boolean {
  const type = isFields(value) && value['type'];
  if (typeof type !== 'string' || !Object.hasOwn(UPDATES, type)) return false;
  return UPDATES[type as ThreadItemUpdate['type']](value as Fields);
}

const isNews = (event: Fields): boolean => typeof event['thread_id'] === 'string';

/** What an event of each type must carry before the reducer may rely on its shape. */
const REQUIRED: Record<ThreadStreamEvent['type'], (event: Fields) => boolean> = {
  'thread.created': (event) => isThread(event['thread']),
  'thread.updated': (event) => isThread(event['thread']),
  'thread.item.added': (event) => isItem(event['item']),
  'thread.item.done': (event) => isItem(event['item']),
  'thread.item.replaced': (event) => isItem(event['item']),
  'thread.item.removed': (event) => typeof event['item_id'] === 'string',
  'thread.item.updated': (event) =>
    typeof event['item_id'] === 'string' && isUpdate(event['update']),
  stream_options: (event) => isFields(event['stream_options']),
  progress_update: (event) => typeof event['text'] === 'string',
  'thread.changed': isNews,
  'thread.deleted': isNews,
  client_effect: (event) => typeof event['name'] === 'string',
  error: () => true,
  notice: (event) => typeof event['message'] === 'string',
  'notice.ended': () => true,
};

function isKnownType(type: unknown): type is ThreadStreamEvent['type'] {
  return typeof type === 'string' && Object.hasOwn(REQUIRED, type);
}

export type ParsedEvent =
  | { readonly known: true; readonly event: ThreadStreamEvent }
  /** Of a newer protocol, or broken; `type` says what it, and the update in it, called itself. */
  | { readonly known: false; readonly type: string };

/** Reads the data of one server-sent event. */
export function parseEvent(data: string): ParsedEvent {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return { known: false, type: '(not JSON)' };
  }
  if (!isFields(value)) return { known: false, type: '(not an object)' };
  const type = value['type'];
  if (isKnownType(type) && REQUIRED[type](value)) {
    const item = asItem(value['item']);
    const event = item ? { ...value, item } : value;
    return { known: true, event: event as unknown as ThreadStreamEvent };
  }
  const { update } = value;
  const detail = isFields(update) ? ` ${String(update['type'])}` : '';
  return { known: false, type: `${String(type)}${detail}` };
}
