export { type Announcement, isSameNotice } from './announcement';
export { Conversation } from './conversation';
export type { Activity, ConversationState, OutgoingMessage, Queued } from './conversation-state';
export type { ClientToolHandler, Environment, SessionEvent } from './environment';
export { failureOf } from './failures';
export { Observable } from './observable';
export type { Unsent } from './outbox';
export { Session } from './session';
export type { Entry, EntryStatus, Failure, Notice, Progress, Retry, ThreadState } from './thread';
