import type { Command, CommandSelection, CommandsOption, Entity } from '@openai/chatkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Observable } from '../../../state';
import type { ChatEvent, ChatOptions } from '../../model';
import { Composer } from '../../model/composer';
import { Suggestions } from './suggestions';

const ADA: Entity = { id: 'u1', title: 'Ada', group: 'People' };
const DOC: Entity = { id: 'd1', title: 'Plan', group: 'Documents' };
const GRACE: Entity = { id: 'u2', title: 'Grace', group: 'People' };

let composer: Composer;
let options: Observable<ChatOptions>;
let events: ChatEvent[];
let suggestions: Suggestions;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  events = [];
  composer = new Composer();
  options = new Observable<ChatOptions>({ api: null });
  suggestions = new Suggestions({ composer, options, emit: (event) => events.push(event) });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Types up to the end of a text, and waits until the page was asked and has answered. */
async function type(text: string, rest = 1000): Promise<void> {
  composer.set({ text });
  suggestions.follow(text.length);
  await vi.advanceTimersByTimeAsync(rest);
}

const labels = () => suggestions.state.value?.options.map(({ label }) => label);

function search(...found: Entity[]) {
  const onTagSearch = vi.fn(async (_query: string) => found);
  options.set({ api: null, entities: { onTagSearch } });
  return onTagSearch;
}

function command(
  onSelect: NonNullable<CommandsOption['onSelect']>,
  found: Command[] = [{ id: 'go', label: 'Go' }],
): void {
  options.set({ api: null, commands: { enabled: true, onSearch: async () => found, onSelect } });
}

function choose(label: string): void {
  const option = suggestions.state.value?.options.find((one) => one.label === label);
  if (!option) throw new Error(`There is no ${label}.`);
  suggestions.choose(option);
}

describe('mentions', () => {
  it('shows what the page finds, each group together', async () => {
    search(ADA, DOC, GRACE);
    await type('@');
    expect(labels()).toEqual(['Ada', 'Grace', 'Plan']);
    expect(suggestions.state.value).toMatchObject({ active: 0, loading: false, failed: false });
  });

  it('asks at once when it opens, and after a rest when the query goes on', async () => {
    const onTagSearch = search(ADA);
    await type('@', 0);
    for (const text of ['@a', '@ad', '@ada']) await type(text, 50);
    expect(onTagSearch.mock.calls).toEqual([['']]);
    await vi.advanceTimersByTimeAsync(150);
    expect(onTagSearch.mock.calls).toEqual([[''], ['ada']]);
  });

  it('ignores an answer that comes after the next question', async () => {
    const answers = new Map<string, (found: Entity[]) => void>();
    const onTagSearch = (query: string) =>
      new Promise<Entity[]>((resolve) => answers.set(query, resolve));
    options.set({ api: null, entities: { onTagSearch } });
    await type('@a');
    await type('@ad');
    answers.get('ad')?.([ADA]);
    await vi.advanceTimersByTimeAsync(0);
    answers.get('a')?.([GRACE]);
    await vi.advanceTimersByTimeAsync(0);
    expect(labels()).toEqual(['Ada']);
  });

  it('reports a search that fails, and says so', async () => {
    const error = new Error('The directory is down.');
    options.set({ api: null, entities: { onTagSearch: () => Promise.reject(error) } });
    await type('@a');
    expect(events).toEqual([{ type: 'error', error }]);
    expect(suggestions.state.value).toMatchObject({ failed: true, loading: false, options: [] });
  });

  it('leaves out what is no entity', async () => {
    search(ADA, { id: 'x' } as Entity, null as unknown as Entity);
    await type('@');
    expect(labels()).toEqual(['Ada']);
  });

  it('puts the chosen one into the text as a tag, and a space behind it', async () => {
    search(ADA);
    await type('ask @a');
    choose('Ada');
    expect(composer.state.value.text).toBe('ask Ada ');
    expect(composer.state.value.tags).toEqual([
      { start: 4, end: 7, tag: { id: 'u1', group: 'People' } },
    ]);
    expect(suggestions.state.value).toBeNull();
  });

  it('stays closed where it was dismissed, until the sign is gone', async () => {
    search(ADA);
    await type('@');
    suggestions.dismiss();
    await type('@a');
    expect(suggestions.state.value).toBeNull();
    await type('');
    await type('@');
    expect(labels()).toEqual(['Ada']);
  });

  it('closes when the cursor leaves', async () => {
    search(ADA);
    await type('@');
    suggestions.follow(null);
    expect(suggestions.state.value).toBeNull();
  });
});

describe('commands', () => {
  const run = vi.fn();
  const own = [
    { id: 'new', icon: 'write', label: 'New chat', run },
    {
      id: 'tools',
      icon: 'bolt',
      label: 'Use a tool',
      actions: [{ id: 'tool:web', icon: 'globe', label: 'Search the Wéb', run }],
    },
  ];

  beforeEach(() => {
    run.mockClear();
    suggestions.actions = own;
  });

  it('offers its own without any of the page', async () => {
    options.set({ api: null, commands: { enabled: true } });
    await type('/');
    expect(labels()).toEqual(['New chat', 'Use a tool']);
    choose('New chat');
    expect(run).toHaveBeenCalledOnce();
    expect(composer.state.value.text).toBe('');
  });

  it('finds what is inside of a menu of its own, whatever the accents', async () => {
    options.set({ api: null, commands: { enabled: true } });
    await type('/web');
    expect(labels()).toEqual(['Search the Wéb']);
  });

  it('takes the command that was typed before those of its own with the word in them', async () => {
    const onSelect = vi.fn(async () => undefined);
    command(onSelect, [{ id: 'new', label: '/new' }]);
    await type('/new');
    expect(labels()).toEqual(['New chat', '/new']);
    expect(suggestions.state.value?.active).toBe(1);
    suggestions.activate(0);
    expect(suggestions.take()).toBe(true);
    expect(run).toHaveBeenCalledOnce();
    expect(onSelect).not.toHaveBeenCalled();
  });

  it('takes what was typed faster than the page could answer once it has', async () => {
    const onSelect = vi.fn(async () => undefined);
    command(onSelect, [{ id: 'new', label: '/new' }]);
    await type('/');
    await type('/new', 0);
    expect(suggestions.take()).toBe(true);
    expect(onSelect).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(onSelect).toHaveBeenCalledOnce();
    expect(run).not.toHaveBeenCalled();
  });

  it('leaves a message that begins like a command to be sent', async () => {
    command(async () => undefined, []);
    await type('/go to town', 0);
    expect(suggestions.take()).toBe(false);
  });

  it('is closed where the page does not want it', async () => {
    await type('/');
    expect(suggestions.state.value).toBeNull();
  });

  it('runs one of the page, and takes the query out of the text', async () => {
    const onSelect = vi.fn(async () => undefined);
    command(onSelect);
    await type('/go');
    choose('Go');
    expect(suggestions.state.value?.pending).toBe('command:go');
    await vi.advanceTimersByTimeAsync(0);
    expect(onSelect).toHaveBeenCalledWith({ id: 'go', label: 'Go' });
    expect(composer.state.value.text).toBe('');
    expect(suggestions.state.value).toBeNull();
  });

  it('puts an entity that comes of it into the text', async () => {
    command(async () => ({ type: 'entity', entity: ADA }));
    await type('/go');
    choose('Go');
    await vi.advanceTimersByTimeAsync(0);
    expect(composer.state.value).toMatchObject({ text: 'Ada ', tags: [{ start: 0, end: 3 }] });
  });

  it('goes on to a menu that comes of it, narrows that, and comes back', async () => {
    const menu = [
      { id: 'a', label: 'Payments' },
      { id: 'b', label: 'Search' },
    ];
    command(async ({ id }) => (id === 'go' ? { type: 'menu', commands: menu } : undefined));
    await type('/go');
    choose('Go');
    await vi.advanceTimersByTimeAsync(0);
    expect(composer.state.value.text).toBe('/');
    expect(labels()).toEqual(['Payments', 'Search']);
    expect(suggestions.state.value?.path.map(({ label }) => label)).toEqual(['Go']);
    await type('/pay');
    expect(labels()).toEqual(['Payments']);
    suggestions.back();
    await vi.advanceTimersByTimeAsync(0);
    expect(composer.state.value.text).toBe('/');
    expect(labels()).toEqual(['New chat', 'Use a tool', 'Go']);
  });

  it('stays open where the page fails, and reports it', async () => {
    const error = new Error('Not now.');
    command(() => Promise.reject(error));
    await type('/go');
    choose('Go');
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual([{ type: 'error', error }]);
    expect(suggestions.state.value).toMatchObject({ failed: true, pending: null });
    expect(composer.state.value.text).toBe('/go');
  });

  it('takes nothing of a command whose menu was closed', async () => {
    let done: (selection: CommandSelection) => void = () => undefined;
    command(
      () =>
        new Promise((resolve) => {
          done = resolve;
        }),
    );
    await type('/go');
    choose('Go');
    suggestions.dismiss();
    done({ type: 'entity', entity: ADA });
    await vi.advanceTimersByTimeAsync(0);
    expect(composer.state.value.text).toBe('/go');
  });
});
