/**
 * Threads and the items in them, as they appear on the wire.
 *
 * Source: `chatkit/types.py` of openai-chatkit 1.6. Absent values are omitted by the server, so every
 * field that may be `None` there is optional here.
 */

export interface Page<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly after?: string | null;
}

export type ThreadStatus =
  | { readonly type: 'active' }
  | { readonly type: 'locked'; readonly reason?: string }
  | { readonly type: 'closed'; readonly reason?: string };

/** Where a thread comes from that was made of the beginning of another one. */
export interface BranchOrigin {
  readonly thread_id: string;
  readonly item_id: string;
  /** The last item of the other thread that this one kept. */
  readonly last_item_id?: string;
  /** What the other thread was called then. */
  readonly title?: string;
}

export interface ThreadMetadata {
  readonly id: string;
  readonly title?: string;
  readonly created_at: string;
  readonly status?: ThreadStatus;
  readonly allowed_image_domains?: readonly string[];
  readonly metadata?: { readonly branched_from?: BranchOrigin };
}

export interface Thread extends ThreadMetadata {
  readonly items: Page<ThreadItem>;
}

interface ItemBase {
  readonly id: string;
  readonly thread_id: string;
  readonly created_at: string;
}

export type UserMessageContent =
  | { readonly type: 'input_text'; readonly text: string }
  | {
      readonly type: 'input_tag';
      readonly id: string;
      readonly text: string;
      readonly data: Readonly<Record<string, unknown>>;
      readonly group?: string;
      readonly interactive?: boolean;
    };

export interface InferenceOptions {
  readonly tool_choice?: { readonly id: string };
  readonly model?: string;
}

/** Where the bytes of a file go in the second phase of an upload. */
export interface UploadDescriptor {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
}

interface AttachmentBase {
  readonly id: string;
  readonly name: string;
  readonly mime_type: string;
  /** Only while the file is still to be sent. */
  readonly upload_descriptor?: UploadDescriptor;
}

export type Attachment =
  | (AttachmentBase & { readonly type: 'file' })
  | (AttachmentBase & { readonly type: 'image'; readonly preview_url: string });

export interface UserMessageItem extends ItemBase {
  readonly type: 'user_message';
  readonly content: readonly UserMessageContent[];
  readonly attachments?: readonly Attachment[];
  readonly quoted_text?: string;
  readonly inference_options?: InferenceOptions;
}

interface SourceBase {
  readonly title: string;
  readonly description?: string;
  readonly timestamp?: string;
  readonly group?: string;
}

export type UrlSource = SourceBase & {
  readonly type: 'url';
  readonly url: string;
  readonly attribution?: string;
};

export type FileSource = SourceBase & { readonly type: 'file'; readonly filename: string };

export type EntitySource = SourceBase & {
  readonly type: 'entity';
  readonly id: string;
  readonly icon?: string;
  readonly label?: string;
  readonly inline_label?: string;
  readonly interactive?: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
};

export type Source = UrlSource | FileSource | EntitySource;

export interface Annotation {
  readonly type: 'annotation';
  readonly source: Source;
  /** Position in the text, in characters, that the annotation belongs to. */
  readonly index?: number;
}

export interface AssistantMessageContent {
  readonly type: 'output_text';
  readonly text: string;
  readonly annotations: readonly Annotation[];
}

export interface AssistantMessageItem extends ItemBase {
  readonly type: 'assistant_message';
  readonly content: readonly AssistantMessageContent[];
}

export interface ClientToolCallItem extends ItemBase {
  readonly type: 'client_tool_call';
  readonly status: 'pending' | 'completed';
  readonly call_id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly output?: unknown;
}

/** A widget's root or one of its components; the renderer gives the fields their meaning. */
export interface WidgetNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface WidgetItem extends ItemBase {
  readonly type: 'widget';
  readonly widget: WidgetNode;
  readonly copy_text?: string;
}

export interface GeneratedImage {
  readonly id: string;
  readonly url: string;
}

export interface GeneratedImageItem extends ItemBase {
  readonly type: 'generated_image';
  readonly image?: GeneratedImage;
  /** From 0 to 1 while the image is made. Never stored: kept here from the item's updates. */
  readonly progress?: number;
}

export interface StructuredInputAnswer {
  readonly values: readonly string[];
  readonly skipped?: boolean;
}

interface StructuredInputBase {
  readonly id: string;
  readonly question: string;
  readonly answer?: StructuredInputAnswer;
}

export type StructuredInput =
  | (StructuredInputBase & {
      readonly type: 'multiple_choice';
      readonly options: readonly { readonly value: string }[];
      readonly multiple?: boolean;
    })
  | (StructuredInputBase & { readonly type: 'freeform'; readonly description?: string });

export interface StructuredInputItem extends ItemBase {
  readonly type: 'structured_input';
  readonly status: 'pending' | 'answered' | 'skipped';
  readonly inputs: readonly StructuredInput[];
}

interface TaskBase {
  readonly status_indicator?: 'none' | 'loading' | 'complete';
  readonly title?: string;
}

export type Task =
  | (TaskBase & { readonly type: 'custom'; readonly icon?: string; readonly content?: string })
  | (TaskBase & {
      readonly type: 'web_search';
      readonly title_query?: string;
      readonly queries?: readonly string[];
      readonly sources?: readonly UrlSource[];
    })
  | (TaskBase & { readonly type: 'thought'; readonly content: string })
  | (TaskBase & { readonly type: 'file'; readonly sources?: readonly FileSource[] })
  | (TaskBase & { readonly type: 'image' });

export type WorkflowSummary =
  | { readonly title: string; readonly icon?: string }
  /** In seconds. */
  | { readonly duration: number };

export interface Workflow {
  readonly type: 'custom' | 'reasoning';
  readonly tasks: readonly Task[];
  readonly summary?: WorkflowSummary;
  readonly expanded?: boolean;
}

export interface TaskItem extends ItemBase {
  readonly type: 'task';
  readonly task: Task;
}

export interface WorkflowItem extends ItemBase {
  readonly type: 'workflow';
  readonly workflow: Workflow;
}

export interface EndOfTurnItem extends ItemBase {
  readonly type: 'end_of_turn';
}

/** Never meant for a client; should a server leak one it is not shown. */
export interface HiddenItem extends ItemBase {
  readonly type: 'hidden_context_item' | 'sdk_hidden_context';
  readonly content: unknown;
}

export type ThreadItem =
  | UserMessageItem
  | AssistantMessageItem
  | ClientToolCallItem
  | WidgetItem
  | GeneratedImageItem
  | StructuredInputItem
  | TaskItem
  | WorkflowItem
  | EndOfTurnItem
  | HiddenItem;
