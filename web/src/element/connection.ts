import type { ChatOptions } from '../chat';
import { ChatKitError, customTransport, hostedTransport, type Transport } from '../protocol';
import type { Observable } from '../state';
import { scriptUrl } from './script';

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
    // In hosted mode the server to talk to is the one that the script came from.
    hosted ??= hostedTransport(endpointOf(api), getClientSecret);
    return hosted;
  };
}

/** The address of the server's endpoint, which elements on one server have in common. */
export function endpointOf(api: NonNullable<ChatOptions['api']>): string {
  return 'getClientSecret' in api
    ? new URL('/chatkit', scriptUrl() ?? document.baseURI).href
    : new URL(api.url, document.baseURI).href;
}

function unconfigured(): ChatKitError {
  return new ChatKitError('invalid_option', 'The option api is not set.');
}
