import { pagePath } from '../place';
import { pathOf, threadIdOf } from '../routing';

/**
 * Leads a thread that belongs to another assistant to the page of that one, which has its name and
 * offers what it can do.
 *
 * @param send what the requests of the element go out by
 */
export function followAssistant(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init);
    const name = response.headers.get('ChatKit-Assistant');
    if (name !== null) {
      const threadId = askedFor(init);
      // The user may have gone on to another one meanwhile.
      if (threadId === threadIdOf(window.location.pathname)) {
        window.location.replace(pathOf(threadId, pagePath(name)));
      }
    }
    return response;
  };
}

function askedFor(init: RequestInit | undefined): string {
  return JSON.parse(String(init?.body)).params.thread_id;
}
