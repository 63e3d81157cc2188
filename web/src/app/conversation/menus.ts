import type { ChatKitOptions, Entity } from '@openai/chatkit-react';
import { ApiError, request } from '../api';
import type { Client } from '../client';

type Entities = NonNullable<ChatKitOptions['entities']>;
type Commands = NonNullable<ChatKitOptions['commands']>;
type Preview = Awaited<ReturnType<NonNullable<Entities['onRequestPreview']>>>;
type Command = Parameters<NonNullable<Commands['onSelect']>>[0];
type Found<T extends (query: string) => Promise<unknown>> = { data: Awaited<ReturnType<T>> };

/** A command as the server offers it. */
export interface OfferedCommand extends Command {
  /** Whether something follows it; one that says no can be sent as it is. */
  readonly takes?: boolean;
}

/** What the server names is where the browser finds it, whatever the application is mounted at. */
const named = (path: string) => new URL(path, window.location.origin);

const search = <T>(url: string, query: string) =>
  request<T>(named(`${url}?q=${encodeURIComponent(query)}`));

/** The menus of the composer, as far as the server has something to put into them. */
export function menus(
  client: Client,
  onCommand: (command: OfferedCommand) => void,
  onEntity: (entity: Entity) => void,
): Pick<ChatKitOptions, 'entities' | 'commands'> {
  const { entities_url: entities, commands_url: commands } = client;
  return {
    ...(entities !== null && { entities: entityMenu(entities, onEntity) }),
    ...(commands !== null && { commands: commandMenu(commands, onCommand) }),
  };
}

function entityMenu(url: string, onClick: (entity: Entity) => void): Entities {
  return {
    showComposerMenu: true,
    onTagSearch: async (query) =>
      (await search<Found<NonNullable<Entities['onTagSearch']>>>(url, query)).data,
    onClick,
    onRequestPreview: ({ id }) =>
      request<Preview>(named(`${url}/${encodeURIComponent(id)}/preview`)).catch(nothingToSee),
  };
}

/** What is not there any more has no preview; that is no failure. */
function nothingToSee(error: unknown): Preview {
  if (error instanceof ApiError && error.status === 404) return { preview: null };
  throw error;
}

function commandMenu(url: string, onCommand: (command: OfferedCommand) => void): Commands {
  return {
    enabled: true,
    onSearch: async (query) =>
      (await search<Found<NonNullable<Commands['onSearch']>>>(url, query)).data,
    // The element takes away what was typed of it when this is done: only then is there room.
    onSelect: async (command) => void setTimeout(() => onCommand(command)),
  };
}
