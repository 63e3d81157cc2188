export {
  Chat,
  type ChatEvent,
  ignoreReported,
  type MessageParams,
} from './chat';
export { copyMarkdown, copyText } from './clipboard';
export type { Composer } from './composer';
export type { ChatOptions } from './options';
export {
  entityOf,
  join,
  NO_TEXT,
  outside,
  type PlacedTag,
  slice,
  type TaggedText,
  type TextRange,
  tagOf,
} from './tagged-text';
