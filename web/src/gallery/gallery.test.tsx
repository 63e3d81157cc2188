import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gallery } from './Gallery';
import type { Sample } from './samples';

const text = (value: string) => ({ type: 'Text', value });
const plain: Sample = {
  name: 'words/text',
  group: 'Words',
  title: 'Text',
  widget: text('Hello'),
  data: null,
  schema: null,
  problems: [],
};
const template: Sample = {
  name: 'tasks/card',
  group: 'Tasks',
  title: 'Task card',
  widget: text('Buy milk'),
  data: { title: 'Buy milk' },
  schema: { type: 'object' },
  problems: ['title: is short'],
};

/** The streams of changes that are open. */
const streams: { onmessage?: (event: { data: string }) => void; close: () => void }[] = [];
let samples: Sample[];
const built = vi.fn();

beforeEach(() => {
  samples = [plain, template];
  location.hash = '';
  sessionStorage.clear();
  vi.stubGlobal(
    'EventSource',
    class {
      close = vi.fn();
      constructor() {
        streams.push(this);
      }
    },
  );
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (url === '/gallery/samples') return Response.json({ samples, live: true });
    const body = JSON.parse(String(init?.body));
    built(body);
    return body.data.title
      ? Response.json({ widget: text(body.data.title) })
      : Response.json({ problems: ['title: is missing'] }, { status: 422 });
  });
});

afterEach(() => {
  cleanup();
  streams.length = 0;
  built.mockClear();
  vi.unstubAllGlobals();
});

const editor = (name: string) => screen.findByRole<HTMLTextAreaElement>('textbox', { name });
const shown = () => document.querySelector('chatkit-widget') as HTMLElement & { widget: unknown };
const edit = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

async function open(hash = ''): Promise<void> {
  location.hash = hash;
  render(<Gallery />);
  await screen.findByRole('main');
}

describe('the gallery', () => {
  it('shows the first sample, or the one of the address, in its modes', async () => {
    await open();
    expect(shown().widget).toEqual(text('Hello'));
    cleanup();
    await open('#tasks/card?dir=rtl&state=disabled&locale=ar');
    expect(shown()).toMatchObject({
      widget: text('Buy milk'),
      dir: 'rtl',
      disabled: true,
      locale: 'ar',
    });
    expect(screen.getByRole('list', { name: 'Problems' }).textContent).toBe('title: is short');
  });

  it('finds samples, and says when there is none', async () => {
    await open();
    const search = screen.getByRole('searchbox');
    edit(search, 'task');
    expect(screen.getAllByRole('link').map((it) => it.getAttribute('href'))).toEqual([
      '#tasks/card',
    ]);
    edit(search, 'nothing');
    expect(screen.getByText('Nothing is called that.')).toBeTruthy();
  });

  it('puts the modes into the address', async () => {
    await open();
    fireEvent.click(screen.getByRole('radio', { name: 'dark' }));
    fireEvent.change(screen.getByRole('combobox', { name: 'Locale' }), { target: { value: 'ur' } });
    expect(location.hash).toBe('#words/text?scheme=dark&locale=ur');
    expect(shown()).toMatchObject({ locale: 'ur', theme: { colorScheme: 'dark' } });
  });

  it('draws what is edited, says where it is wrong, and keeps it until it is reset', async () => {
    await open();
    edit(await editor('Widget'), JSON.stringify(text('Edited')));
    expect(shown().widget).toEqual(text('Edited'));
    edit(await editor('Widget'), '{\n  "type" "Text"\n}');
    expect(shown().widget).toEqual(text('Edited'));
    expect(screen.getByRole('button', { name: 'Line 2, column 10' })).toBeTruthy();
    edit(await editor('Widget'), '{"type":"Text"}');
    fireEvent.click(screen.getByRole('button', { name: 'Format' }));
    expect((await editor('Widget')).value).toBe('{\n  "type": "Text"\n}');
    cleanup();
    await open();
    expect(shown().widget).toEqual({ type: 'Text' });
    fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
    expect(shown().widget).toEqual(text('Hello'));
  });

  it('builds a template again from other data, or says what is wrong with that', async () => {
    await open('#tasks/card');
    edit(await editor('Data'), '{"title": "Buy bread"}');
    await waitFor(() => expect(shown().widget).toEqual(text('Buy bread')));
    expect(built).toHaveBeenCalledWith({ name: 'tasks/card', data: { title: 'Buy bread' } });
    expect((await editor('Widget')).value).toContain('Buy bread');
    expect(screen.queryByRole('list', { name: 'Problems' })).toBeNull();
    edit(await editor('Data'), '{}');
    const problems = await screen.findByRole('list', { name: 'Problems' });
    expect(problems.textContent).toBe('title: is missing');
    expect(shown().widget).toEqual(text('Buy bread'));
  });

  it('follows a template that changes on the server', async () => {
    await open('#tasks/card');
    edit(await editor('Widget'), JSON.stringify(text('By hand')));
    samples = [plain, { ...template, widget: text('From the new template'), problems: [] }];
    const [stream] = streams;
    act(() => stream?.onmessage?.({ data: '{"name": "tasks/card"}' }));
    await waitFor(() => expect(shown().widget).toEqual(text('From the new template')));
    expect(screen.queryByRole('list', { name: 'Problems' })).toBeNull();
  });

  it('says why there is nothing to see', async () => {
    vi.stubGlobal('fetch', async () => new Response('', { status: 503 }));
    render(<Gallery />);
    expect((await screen.findByRole('alert')).textContent).toContain('could not be loaded (503)');
  });
});

describe('the action log', () => {
  const log = () => screen.getByRole('region', { name: 'Actions' });

  /** The widget acts; what becomes of it. */
  function send(type: string, payload?: unknown): Promise<string> {
    return new Promise((resolve) => {
      const respondWith = (work: Promise<unknown>) =>
        work.then(
          () => resolve('succeeded'),
          (error: Error) => resolve(error.message),
        );
      const detail = { action: { type, payload }, respondWith };
      act(() => void shown().dispatchEvent(new CustomEvent('action', { detail })));
    });
  }

  it('has each action with its payload, and answers as is chosen', async () => {
    await open();
    expect(await send('one', { title: 'x' })).toBe('succeeded');
    fireEvent.click(within(log()).getByRole('radio', { name: 'fail' }));
    expect(await send('two', { title: 'x' })).toBe('The page says no.');
    const entries = within(log()).getAllByRole('listitem');
    expect(entries.map((it) => it.dataset['state'])).toEqual(['failed', 'succeeded']);
    expect(entries[0]?.textContent).toContain('"title": "x"');
    fireEvent.click(within(log()).getByRole('button', { name: 'Clear' }));
    expect(within(log()).queryByRole('listitem')).toBeNull();
  });

  it('lets the one who looks decide', async () => {
    await open();
    fireEvent.click(within(log()).getByRole('radio', { name: 'by hand' }));
    const outcome = send('wait');
    const [entry] = within(log()).getAllByRole('listitem');
    expect(entry?.dataset['state']).toBe('waiting');
    fireEvent.click(within(log()).getByRole('button', { name: 'Fail' }));
    expect(await outcome).toBe('The page says no.');
    expect(entry?.dataset['state']).toBe('failed');
  });
});
