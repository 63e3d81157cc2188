export { Chat, type ChatEvent, ignoreReported, type MessageParams } from './chat';
export { copyText } from './clipboard';
export type { ChatOptions } from './options';
