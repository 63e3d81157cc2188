import type {
  Annotation,
  AssistantMessageContent,
  GeneratedImage,
  Task,
  Thread,
  ThreadItem,
  WidgetNode,
} from './items';

/** One change to an item that is already in the thread. */
export type ThreadItemUpdate =
  | {
      readonly type: 'assistant_message.content_part.added';
      readonly content_index: number;
      readonly content: AssistantMessageContent;
    }
  | {
      readonly type: 'assistant_message.content_part.text_delta';
      readonly content_index: number;
      readonly delta: string;
    }
  | {
      readonly type: 'assistant_message.content_part.annotation_added';
      readonly content_index: number;
      readonly annotation_index: number;
      readonly annotation: Annotation;
    }
  | {
      readonly type: 'assistant_message.content_part.done';
      readonly content_index: number;
      readonly content: AssistantMessageContent;
    }
  | { readonly type: 'widget.root.updated'; readonly widget: WidgetNode }
  | {
      readonly type: 'widget.component.updated';
      readonly component_id: string;
      readonly component: WidgetNode;
    }
  | {
      readonly type: 'widget.streaming_text.value_delta';
      readonly component_id: string;
      readonly delta: string;
      readonly done: boolean;
    }
  | { readonly type: 'workflow.task.added'; readonly task_index: number; readonly task: Task }
  | { readonly type: 'workflow.task.updated'; readonly task_index: number; readonly task: Task }
  | {
      readonly type: 'generated_image.updated';
      readonly image: GeneratedImage;
      readonly progress?: number;
    };

export type NoticeLevel = 'info' | 'warning' | 'danger';

/** What a streaming request answers with, one after the other. */
export type ThreadStreamEvent =
  | { readonly type: 'thread.created'; readonly thread: Thread }
  | { readonly type: 'thread.updated'; readonly thread: Thread }
  | { readonly type: 'thread.item.added'; readonly item: ThreadItem }
  | {
      readonly type: 'thread.item.updated';
      readonly item_id: string;
      readonly update: ThreadItemUpdate;
    }
  | { readonly type: 'thread.item.done'; readonly item: ThreadItem }
  | { readonly type: 'thread.item.removed'; readonly item_id: string }
  | { readonly type: 'thread.item.replaced'; readonly item: ThreadItem }
  | { readonly type: 'stream_options'; readonly stream_options: { readonly allow_cancel: boolean } }
  /** What `x.threads.follow` tells; no answer has it. */
  | { readonly type: 'thread.changed' | 'thread.deleted'; readonly thread_id: string }
  | { readonly type: 'progress_update'; readonly icon?: string; readonly text: string }
  | {
      readonly type: 'client_effect';
      readonly name: string;
      readonly data?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'error';
      readonly code?: string;
      readonly message?: string;
      readonly allow_retry?: boolean;
    }
  | {
      readonly type: 'notice';
      readonly level: NoticeLevel;
      /** Markdown. */
      readonly message: string;
      readonly title?: string;
    }
  /** What `x.threads.follow` tells when a notice that it told is over; no answer has it. */
  | { readonly type: 'notice.ended' };
