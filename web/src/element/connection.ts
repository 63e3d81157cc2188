import type { ChatOptions } from '../chat';
import {
  ChatKitError,
  customTransport,
  type HostedTransport,
  hostedTransport,
  type Transport,
} from '../protocol';
import type { Observable } from '../state';
import { scriptUrl } from './script';

/** The way to the server that the options name at the moment. */
export class Connection {
  readonly #options: Observable<ChatOptions>;
  // Made once: it holds the client secret, which outlives a change of the options.
  #hosted: HostedTransport | undefined;

  constructor(options: Observable<ChatOptions>) {
    this.#options = options;
  }

  readonly transport = (): Transport => {
    const { api } = this.#options.value;
    if (!api) throw unconfigured();
    if (!('getClientSecret' in api)) return customTransport(api.url, api.fetch);
    return this.#hostedAt(endpointOf(api)).send;
  };

  /**
   * Asks for the client secret where one will be needed: pages wait for that call to show the chat.
   * Rejects when there is none.
   */
  async prepare(): Promise<void> {
    const { api } = this.#options.value;
    if (api && 'getClientSecret' in api) await this.#hostedAt(endpointOf(api)).prepare();
  }

  #hostedAt(endpoint: string): HostedTransport {
    // In hosted mode the server to talk to is the one that the script came from.
    this.#hosted ??= hostedTransport(endpoint, (current) => {
      const { api } = this.#options.value;
      if (!api || !('getClientSecret' in api)) throw unconfigured();
      return api.getClientSecret(current);
    });
    return this.#hosted;
  }
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
