import type { ChatOptions } from '../chat';
import { ChatKitError, customTransport, hostedTransport, type Transport } from '../protocol';
import type { Observable } from '../state';

/** Where this script came from: in hosted mode its server is the one to talk to. */
const scriptUrl =
  document.currentScript instanceof HTMLScriptElement && document.currentScript.src !== ''
    ? document.currentScript.src
    : document.baseURI;

/** The way to the server that the options name at the moment. */
export function transportOf(options: Observable<ChatOptions>): () => Transport {
  const getClientSecret = (current: string | null): Promise<string> => {
    const { api } = options.value;
    if (!api || !('getClientSecret' in api)) throw unconfigured();
    return api.getClientSecret(current);
  };
  // Made once: it holds the client secret, which outlives a change of the options.
  let hosted: Transport | undefined;
  return () => {
    const { api } = options.value;
    if (!api) throw unconfigured();
    if (!('getClientSecret' in api)) return customTransport(api.url, api.fetch);
    hosted ??= hostedTransport(new URL('/chatkit', scriptUrl).href, getClientSecret);
    return hosted;
  };
}

function unconfigured(): ChatKitError {
  return new ChatKitError('invalid_option', 'The option api is not set.');
}
