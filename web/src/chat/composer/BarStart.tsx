import type { Availability } from './useAvailability';

/** What can be added to a message: files, tools, a model, a mention. */
export function BarStart(_: { availability: Availability }) {
  return <div class="ck-bar" data-side="start" />;
}
