export { Conversation } from './conversation';
export type { Activity, ConversationState, OutgoingMessage } from './conversation-state';
export type { ClientToolHandler, Environment, SessionEvent } from './environment';
export { History, type HistoryState } from './history';
export { Observable } from './observable';
export { lastUserMessageId } from './reduce';
export { Session } from './session';
export type { Entry, EntryStatus, Failure, Notice, Progress, Retry, ThreadState } from './thread';
