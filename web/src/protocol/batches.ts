import { ChatKitError, isAbort } from './errors';
import type { ThreadStreamEvent } from './events';
import { parseEvent } from './parse';
import { SilenceWatch } from './silence';
import { SseDecoder } from './sse';

/** Events that came in together: what is drawn of them is drawn once. */
export interface Batch {
  readonly events: readonly ThreadStreamEvent[];
  /** The types of events that this version does not know. */
  readonly unknown: readonly string[];
}

/** How long events are gathered, in milliseconds, when they come faster than a screen shows them. */
const FRAME = 16;
/** The same for a long answer. */
const LONGEST = 48;

/**
 * A browser lays out and paints a long text anew when something is added to it. So that a delta does
 * not cost more and more, the longer a text is the more of them are shown at a time.
 *
 * @param written How much text has come in, in characters.
 */
const gatheringTime = (written: number): number => Math.min(LONGEST, FRAME + written / 700);

function textLength(event: ThreadStreamEvent): number {
  const isDelta =
    event.type === 'thread.item.updated' &&
    event.update.type === 'assistant_message.content_part.text_delta';
  return isDelta ? event.update.delta.length : 0;
}

/**
 * Reads the body of a streaming answer to its end.
 *
 * @param silence Milliseconds without a single byte after which the connection counts as broken.
 */
export async function* readBatches(
  response: Response,
  requestId: string | null,
  silence: number,
): AsyncGenerator<Batch, void, undefined> {
  if (!response.body) return;
  const decoder = new SseDecoder();
  const reader = response.body.getReader();
  const watch = new SilenceWatch(silence, () => reader.cancel().catch(() => undefined));
  const read = () => {
    const piece = reader.read();
    // Nobody may be left to hear of its failure.
    piece.catch(() => undefined);
    return piece;
  };
  let lastBatch = Number.NEGATIVE_INFINITY;
  let written = 0;
  let failure: unknown;
  try {
    let reading = read();
    for (let isOpen = true; isOpen; ) {
      const events: ThreadStreamEvent[] = [];
      const unknown: string[] = [];
      let pieces = 0;
      try {
        do {
          const piece = await reading;
          watch.heard();
          isOpen = !piece.done;
          if (piece.done) break;
          pieces += 1;
          for (const data of decoder.push(piece.value)) {
            const parsed = parseEvent(data);
            if (parsed.known) {
              events.push(parsed.event);
              written += textLength(parsed.event);
            } else unknown.push(parsed.type);
          }
          reading = read();
        } while (
          await settlesWithin(reading, lastBatch + gatheringTime(written) - performance.now())
        );
      } catch (thrown) {
        // What came before the connection broke counts.
        failure = thrown;
        isOpen = false;
      }
      if (events.length > 0 || unknown.length > 0) {
        lastBatch = performance.now();
        yield { events, unknown };
      }
      // A stream at full speed must leave the page time to draw.
      if (pieces > 1) await new Promise((resolve) => setTimeout(resolve));
    }
    failure ??= watch.failure ?? undefined;
    if (failure !== undefined) throw networkError(failure, requestId);
  } finally {
    watch.end();
    // A reader that leaves early must not keep the connection; an ended or broken one has none.
    reader.cancel().catch(() => undefined);
  }
}

/** Whether a promise settles, one way or the other, within some milliseconds. */
async function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  if (milliseconds <= 0) return false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([settled, late]);
  clearTimeout(timer);
  return inTime;
}

/** An error of the network as one of ours; what has a meaning of its own stays as it is. */
export function networkError(cause: unknown, requestId: string | null): unknown {
  if (isAbort(cause) || cause instanceof ChatKitError) return cause;
  return new ChatKitError('network_error', 'The connection to the server failed.', {
    requestId,
    cause,
  });
}
