import type { ChatKitOptions } from '@openai/chatkit-react';
import { plainFetch, request } from './api';
import { clientPath } from './place';

/** What the server says of its assistant: who it is, and what the element and the page are to offer. */
export interface Client {
  readonly name: string;
  /** Options of the element that are data; they go over the page's own. */
  readonly options: Partial<ChatKitOptions>;
  /** What stands beside the chat. */
  readonly panels: readonly string[];
  /** Answers `?q=` with entities to mention, and `/ID/preview` with a widget of one. */
  readonly entities_url: string | null;
  /** Answers `?q=` with commands. */
  readonly commands_url: string | null;
}

/** @throws ApiError where the server does not say it */
export function loadClient(): Promise<Client> {
  // Not `ownFetch`: it is the same for everybody, signed in or not.
  return request<Client>(clientPath(), { fetch: plainFetch });
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Options put over others: objects are merged, anything else is replaced. */
export function merge<T extends object>(below: T, above: Partial<T>): T {
  const merged: Fields = Object.fromEntries(Object.entries(below));
  for (const [name, value] of Object.entries(above)) {
    const known = merged[name];
    merged[name] = isFields(known) && isFields(value) ? merge(known, value) : value;
  }
  return merged as T;
}
