import { type BranchPoint, ChatKitError } from '../protocol';
import {
  type Beginning,
  beginningState,
  type ConversationState,
  initialState,
} from './conversation-state';
import type { Environment } from './environment';
import { failureOf } from './failures';
import { Observable } from './observable';
import type { Entry, Retry, ThreadState } from './thread';

/** What is known of one conversation, and the ways in which that changes. */
export class ConversationStore {
  readonly environment: Environment;
  /** What this thread will be a branch of, until the server has made it. */
  readonly origin: BranchPoint | null;
  readonly state: Observable<ConversationState>;

  constructor(environment: Environment, id: string | null, beginning?: Beginning) {
    this.environment = environment;
    this.origin = beginning?.origin ?? null;
    this.state = new Observable(beginning ? beginningState(beginning) : initialState(id));
  }

  get id(): string | null {
    return this.state.value.id;
  }

  requireId(): string {
    const { id } = this;
    if (id === null) throw new ChatKitError('no_thread', 'There is no thread yet.');
    return id;
  }

  entry(key: string): Entry | undefined {
    return this.state.value.thread.entries.find((entry) => entry.key === key);
  }

  set(change: Partial<ConversationState>): void {
    this.state.set({ ...this.state.value, ...change });
  }

  thread(change: (thread: ThreadState) => ThreadState): void {
    const state = this.state.value;
    const thread = change(state.thread);
    if (thread !== state.thread) this.state.set({ ...state, thread });
  }

  /** Shows what went wrong in the thread, and tells the page. */
  fail(error: Error, retry: Retry | null): ChatKitError {
    this.show(error, retry);
    return this.report(error);
  }

  show(error: Error, retry: Retry | null): void {
    this.thread((thread) => ({ ...thread, failure: failureOf(error, retry) }));
  }

  /** Tells the page what went wrong. */
  report(error: Error): ChatKitError {
    this.environment.emit({ type: 'error', error });
    return error instanceof ChatKitError
      ? error
      : new ChatKitError('unexpected', error.message, { cause: error });
  }
}
