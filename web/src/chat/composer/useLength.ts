import { useChat, useObservable } from '../context';

export interface Length {
  /** Characters (code points), as the server counts them; 0 while they are far from the limit. */
  readonly characters: number;
  readonly limit: number;
  readonly isOver: boolean;
}

/** From which part of the limit on the length is of interest. */
const NEAR = 0.9;
const PAIRS = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

/** How long the message is that is being written, and may be. */
export function useLength(): Length {
  const { client, composer } = useChat();
  const limit = client.maxMessage;
  const characters = useObservable(composer.state, ({ text, quote }) => {
    const whole = text.trim() + (quote ?? '');
    // There are never more code points than units: most texts need no counting.
    if (whole.length < limit * NEAR) return 0;
    const count = whole.length - (whole.match(PAIRS)?.length ?? 0);
    return count < limit * NEAR ? 0 : count;
  });
  return { characters, limit, isOver: characters > limit };
}
