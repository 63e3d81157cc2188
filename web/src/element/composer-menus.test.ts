import type { ChatKitOptions, Entity, ToolOption } from '@openai/chatkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { thread, userMessage } from '../protocol/testing/fake-server';
import './index';
import type { OpenChatKit } from './openai-chatkit';
import { drawn, Page } from './testing';

const TOOLS: ToolOption[] = [
  { id: 'web', label: 'Search the web', shortLabel: 'Web', icon: 'globe', pinned: true },
  { id: 'image', label: 'Create an image', icon: 'images', placeholderOverride: 'Describe it' },
  { id: 'deep', label: 'Deep research', icon: 'compass', persistent: true },
];
const MODELS = [
  { id: 's', label: 'Swift' },
  { id: 'l', label: 'Thorough', default: true },
  { id: 'x', label: 'Experimental', disabled: true },
];
const ADA: Entity = { id: 'u1', title: 'Ada', group: 'People', interactive: true };

let page: Page;

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  page = new Page();
});

afterEach(() => page.close());

const toolChanges = () =>
  page.events.filter(({ name }) => name === 'tool.change').map(({ detail }) => detail);

function entries(): HTMLElement[] {
  return page.all('[role=menuitem], [role=menuitemradio]');
}

async function choose(button: string | RegExp, label: string): Promise<void> {
  page.button(button).click();
  await drawn();
  const entry = entries().find(({ textContent }) => textContent?.includes(label));
  if (!entry) throw new Error(`There is no ${label}.`);
  entry.click();
  await drawn();
}

async function send(text: string): Promise<void> {
  page.server.stream('threads.create').end();
  await page.write(text);
  const before = page.server.requests.length;
  page.press('Enter');
  await vi.waitFor(() => expect(page.server.requests.length).toBeGreaterThan(before));
  await drawn();
}

const value = () => (page.element as OpenChatKit).getComposerValue();

describe('the tools', () => {
  it('are a menu, besides those that are pinned', async () => {
    await page.open({ composer: { tools: TOOLS } });
    page.button('Tools').click();
    await drawn();
    expect(entries().map(({ textContent }) => textContent)).toEqual([
      'Create an image',
      'Deep research',
    ]);
    expect(entries().map((entry) => entry.ariaChecked)).toEqual(['false', 'false']);
    expect(page.button('Search the web').textContent).toBe('Web');
    expect(page.button('Search the web').ariaPressed).toBe('false');
  });

  it('are hidden with the menu where there is nothing in it', async () => {
    await page.open({
      composer: { tools: TOOLS.slice(0, 1), attachments: { enabled: false } },
    });
    expect(page.find('[part=plus-button]')).toBeNull();
    expect(page.find('[part=model-button]')).toBeNull();
  });

  it('go with one message, unless they are persistent', async () => {
    await page.open({ composer: { tools: TOOLS } });
    await choose('Tools', 'Create an image');
    expect(page.input.placeholder).toBe('Describe it');
    await send('A lighthouse');
    expect(page.server.requests[0]?.params.input.inference_options).toEqual({
      tool_choice: { id: 'image' },
    });
    await choose('Tools', 'Deep research');
    await send('More of it');
    expect(await value()).toMatchObject({ selectedToolId: 'deep' });
    expect(toolChanges()).toEqual([{ toolId: 'image' }, { toolId: null }, { toolId: 'deep' }]);
  });

  it('are given up by a second press, by their chip, and with the option', async () => {
    await page.open({ composer: { tools: TOOLS } });
    page.button('Search the web').click();
    await drawn();
    expect(page.button('Search the web').ariaPressed).toBe('true');
    page.button('Search the web').click();
    await drawn();
    await choose('Tools', 'Deep research');
    page.button('Turn off Deep research').click();
    await drawn();
    await choose('Tools', 'Deep research');
    page.element.setOptions(page.options({ composer: { tools: TOOLS.slice(0, 2) } }));
    expect(toolChanges().map((detail) => (detail as { toolId: unknown }).toolId)).toEqual([
      'web',
      null,
      'deep',
      null,
      'deep',
      null,
    ]);
  });
});

describe('Enter while the page looks for commands', () => {
  const sent = () => page.server.requests.map(({ type }) => type);

  beforeEach(async () => {
    page.server.stream('threads.create').end();
    await page.open({ commands: { enabled: true, onSearch: () => new Promise(() => undefined) } });
    page.input.focus();
    await vi.waitFor(() => expect(page.input.getAttribute('aria-autocomplete')).toBe('list'));
  });

  it('sends a command that has an argument', async () => {
    await page.write('/text emoji');
    page.press('Enter');
    await vi.waitFor(() => expect(sent()).toEqual(['threads.create']));
    expect(page.find('[part=suggestions]')).toBeNull();
  });

  it('waits for what may come of one word', async () => {
    await page.write('/text');
    page.press('Enter');
    await drawn();
    expect(sent()).toEqual([]);
    expect(page.find('[part=suggestions]')).not.toBeNull();
    expect(page.input.value).toBe('/text');
  });
});

describe('a locked thread', () => {
  it('takes nothing: no tool, no model, no mention', async () => {
    page.server.on('threads.get_by_id', () => ({
      ...thread('thr_1'),
      status: { type: 'locked' },
    }));
    page.server.on('items.list', () => ({ data: [], has_more: false }));
    await page.open({
      initialThread: 'thr_1',
      composer: { tools: TOOLS, models: MODELS },
      entities: { onTagSearch: async () => [ADA], showComposerMenu: true },
    });
    await page.heard('thread.load.end');
    await drawn();
    const names = ['Tools', 'Search the web', 'Model: Thorough', 'Mention something'];
    expect(names.map((name) => page.button(name).disabled)).toEqual([true, true, true, true]);
    expect(page.input.disabled).toBe(true);
  });
});

describe('the models', () => {
  it('start with the default, and the chosen one goes with each message', async () => {
    await page.open({ composer: { models: MODELS } });
    await send('One');
    await choose('Model: Thorough', 'Swift');
    await send('Two');
    const models = page.server.requests.map(({ params }) => params.input.inference_options.model);
    expect(models).toEqual(['l', 's']);
    page.button('Model: Swift');
  });

  it('cannot be chosen where they are disabled, and fall back when one is gone', async () => {
    await page.open({ composer: { models: MODELS } });
    await choose('Model: Thorough', 'Experimental');
    expect(entries()[2]?.ariaDisabled).toBe('true');
    entries()[0]?.click();
    await drawn();
    page.button('Model: Swift');
    page.element.setOptions(page.options({ composer: { models: MODELS.slice(1) } }));
    await drawn();
    page.button('Model: Thorough');
  });
});

describe('mentions', () => {
  async function mention(more: Partial<ChatKitOptions['entities'] & object> = {}): Promise<void> {
    await page.open({ entities: { onTagSearch: async () => [ADA], ...more } });
    page.input.focus();
    await page.write('Ask @a');
    await vi.waitFor(() => expect(page.find('[role=option]')).not.toBeNull());
    page.press('Enter');
    await drawn();
  }

  it('are offered in a list that belongs to the field', async () => {
    await page.open({ entities: { onTagSearch: async () => [ADA, { id: 'u2', title: 'Bo' }] } });
    page.input.focus();
    await page.write('@');
    await vi.waitFor(() => expect(page.all('[role=option]')).toHaveLength(2));
    const list = page.find('[role=listbox]');
    expect(page.input.getAttribute('aria-controls')).toBe(list?.id);
    // Those of no group come first.
    expect(page.all('[role=option]').map(({ textContent }) => textContent)).toEqual(['Bo', 'Ada']);
    const active = () =>
      page.find(`#${page.input.getAttribute('aria-activedescendant')}`)?.textContent;
    expect(active()).toBe('Bo');
    page.press('ArrowDown');
    await drawn();
    expect(active()).toBe('Ada');
    page.press('Escape');
    await drawn();
    expect(page.find('[role=listbox]')).toBeNull();
    expect(page.input.value).toBe('@');
  });

  it('go to the server as tags, in order', async () => {
    await mention();
    expect(page.input.value).toBe('Ask Ada ');
    await page.write('Ask Ada today');
    page.server.stream('threads.create').end();
    page.press('Enter');
    await vi.waitFor(() => expect(page.server.requests).toHaveLength(1));
    expect(page.server.requests[0]?.params.input.content).toEqual([
      { type: 'input_text', text: 'Ask ' },
      { type: 'input_tag', id: 'u1', text: 'Ada', group: 'People', interactive: true, data: {} },
      { type: 'input_text', text: ' today' },
    ]);
  });

  it('are offered by a button', async () => {
    await page.open({ entities: { onTagSearch: async () => [ADA], showComposerMenu: true } });
    page.button('Mention something').click();
    await vi.waitFor(() => expect(page.all('[role=option]')).toHaveLength(1));
    expect(page.input.value).toBe('@');
  });

  it('come back with their draft', async () => {
    await mention();
    page.close();
    const reloaded = new Page();
    await reloaded.open();
    await drawn();
    expect(reloaded.input.value).toBe('Ask Ada ');
    expect(reloaded.find('[part=composer-tag]')?.textContent).toBe('Ada');
    reloaded.close();
  });
});

describe('what is in the composer', () => {
  it('can be read, and put back as it was', async () => {
    await page.open({ composer: { tools: TOOLS, models: MODELS } });
    const saved = {
      content: [
        { type: 'input_text' as const, text: 'Ask ' },
        { type: 'input_tag' as const, id: 'u1', text: 'Ada', data: { desk: '7' } },
      ],
      reply: 'What was said',
      attachments: [{ type: 'file' as const, id: 'a', name: 'a.txt', mime_type: 'text/plain' }],
      selectedToolId: 'deep',
      selectedModelId: 's',
    };
    await page.element.setComposerValue(saved);
    const read = await value();
    expect(read).toEqual({ text: 'Ask Ada', ...saved });
    await page.element.setComposerValue({
      text: '',
      reply: '',
      attachments: [],
      selectedToolId: null,
      selectedModelId: 'l',
    });
    expect(await value()).toMatchObject({ text: '', content: [], reply: '', selectedToolId: null });
    await page.element.setComposerValue(read);
    expect(await value()).toEqual(read);
  });

  it('is gone with its thread', async () => {
    page.serveThread([userMessage('usr', 'Hello')]);
    page.server.on('threads.list', () => ({
      data: [{ id: 'thr_1', title: 'First', created_at: '2026-01-01T00:00:00Z' }],
      has_more: false,
    }));
    page.server.on('threads.delete', () => ({}));
    await page.open({ initialThread: 'thr_1' });
    await page.heard('thread.load.end');
    await page.write('Not to be said');
    expect(localStorage).toHaveLength(1);
    await page.element.showHistory();
    await vi.waitFor(() => page.button('Delete First').click());
    await drawn();
    page.button('Delete').click();
    await vi.waitFor(() => expect(localStorage).toHaveLength(0));
    expect(page.input.value).toBe('');
  });
});
