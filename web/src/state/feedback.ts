import { type FeedbackKind, toError } from '../protocol';
import type { ConversationStore } from './conversation-store';

/** What the user thinks of some items. */
export interface Judgement {
  readonly itemIds: readonly string[];
  readonly kind: FeedbackKind;
}

/** Tells the server of a judgement, which is shown at once, and no more if the server refuses it. */
export async function giveFeedback(store: ConversationStore, given: Judgement): Promise<void> {
  const { client } = store.environment;
  const before = store.state.value.feedback;
  showFeedback(store, given);
  try {
    const params = { thread_id: store.requireId(), item_ids: given.itemIds, kind: given.kind };
    await client.request('items.feedback', params);
  } catch (thrown) {
    const feedback = new Map(store.state.value.feedback);
    for (const id of given.itemIds) {
      const kind = before.get(id);
      if (kind === undefined) feedback.delete(id);
      else feedback.set(id, kind);
    }
    store.set({ feedback });
    throw store.report(toError(thrown));
  }
}

/** Shows a judgement that the server has, or is about to have. */
export function showFeedback(store: ConversationStore, { itemIds, kind }: Judgement): void {
  const feedback = new Map(store.state.value.feedback);
  for (const id of itemIds) feedback.set(id, kind);
  store.set({ feedback });
}
