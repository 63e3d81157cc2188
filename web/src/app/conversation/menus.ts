import type { ChatKitOptions } from '@openai/chatkit-react';
import { request } from '../api';
import type { Client } from '../client';

type Entities = NonNullable<ChatKitOptions['entities']>;
type Commands = NonNullable<ChatKitOptions['commands']>;
type Found<T extends (query: string) => Promise<unknown>> = { data: Awaited<ReturnType<T>> };

/** What the server names is where the browser finds it, whatever the application is mounted at. */
const named = (path: string) => new URL(path, window.location.origin);

const search = <T>(url: string, query: string) =>
  request<T>(named(`${url}?q=${encodeURIComponent(query)}`));

/** The menus of the composer, as far as the server has something to put into them. */
export function menus(
  client: Client,
  onCommand: (label: string) => void,
): Pick<ChatKitOptions, 'entities' | 'commands'> {
  const { entities_url: entities, commands_url: commands } = client;
  return {
    ...(entities !== null && { entities: entityMenu(entities) }),
    ...(commands !== null && { commands: commandMenu(commands, onCommand) }),
  };
}

function entityMenu(url: string): Entities {
  return {
    showComposerMenu: true,
    onTagSearch: async (query) =>
      (await search<Found<NonNullable<Entities['onTagSearch']>>>(url, query)).data,
    onRequestPreview: ({ id }) => request(named(`${url}/${encodeURIComponent(id)}/preview`)),
  };
}

function commandMenu(url: string, onCommand: (label: string) => void): Commands {
  return {
    enabled: true,
    onSearch: async (query) =>
      (await search<Found<NonNullable<Commands['onSearch']>>>(url, query)).data,
    onSelect: async ({ label }) => onCommand(label),
  };
}
