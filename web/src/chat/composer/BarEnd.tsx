import { DictationButton } from './dictation/DictationButton';
import { SendButton } from './SendButton';
import type { Availability } from './useAvailability';

/** What happens with a message: dictate it, send it, stop the answer. */
export function BarEnd({ availability }: { availability: Availability }) {
  return (
    <div class="ck-bar" data-side="end">
      <DictationButton disabled={availability.locked !== null} />
      <SendButton canSend={availability.canSend} />
    </div>
  );
}
