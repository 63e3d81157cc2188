export {
  Chat,
  type ChatEvent,
  ignoreReported,
  type MessageParams,
} from './chat';
export { copyText } from './clipboard';
export type { Composer } from './composer';
export type { Option } from './menu-options';
export type { ChatOptions } from './options';
export type { ComposerAction, SuggestionsState } from './suggestions';
export { entityOf, outside, type PlacedTag, slice, type TextRange } from './tagged-text';
