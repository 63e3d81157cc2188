import axe from 'axe-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CREATED, refuse, userMessage } from '../protocol/testing/fake-server';
import './index';
import { drawn, Page } from './testing';

let page: Page;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  page = new Page();
});

afterEach(() => page.close());

const base = { thread_id: 'thr_1', created_at: CREATED };

async function openThread(items: readonly object[], options = {}): Promise<void> {
  page.serveThread(items);
  await page.open({ initialThread: 'thr_1', ...options });
  await page.heard('thread.load.end');
  await drawn();
}

const item = (id: string) => page.find(`[data-item-id=${id}]`) as HTMLElement;

async function press(element: Element | null | undefined): Promise<void> {
  (element as HTMLElement).click();
  await drawn();
}

async function write(field: Element | null, text: string): Promise<void> {
  (field as HTMLInputElement).value = text;
  field?.dispatchEvent(new Event('input', { bubbles: true }));
  await drawn();
}

async function violations(): Promise<string[]> {
  const found = await axe.run(page.element, { rules: { 'color-contrast': { enabled: false } } });
  return found.violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html)}`);
}

const note = (source: object, index?: number) => ({ type: 'annotation', source, index });
const gazette = {
  type: 'url',
  title: 'The bridge',
  url: 'https://www.example.com/bridge',
  description: 'How it was built',
};
const survey = { type: 'file', title: 'Survey', filename: 'survey.pdf', group: 'Archive' };
const ada = { type: 'entity', id: 'ada', title: 'Ada Lovelace', inline_label: 'Ada' };

const message = (text: string, annotations: readonly object[], id = 'msg') => ({
  ...base,
  type: 'assistant_message',
  id,
  content: [{ type: 'output_text', text, annotations }],
});

describe('sources', () => {
  const text = '🌉 Built in 1742. Surveyed. Ada measured it.';

  it('stand in the text by their numbers, counted in characters, and below it once', async () => {
    await openThread([
      message(text, [
        note(gazette, 16),
        note(survey, 26),
        note(gazette, 26),
        note({ ...ada, interactive: true }, 30),
        note({ ...gazette, url: 'https://other.test/', title: 'Loose' }),
      ]),
    ]);
    expect(item('msg').querySelector('.ck-md')?.textContent).toBe(
      '🌉 Built in 1742.1 Surveyed.21 AdaAda measured it.',
    );
    const marks = page.all('[part=source-mark]').map((mark) => mark.getAttribute('aria-label'));
    expect(marks).toEqual([
      'Source 1: The bridge',
      'Source 2: Survey',
      'Source 1: The bridge',
      'Ada Lovelace',
    ]);
    await press(page.button('4 sources'));
    const rows = [...item('msg').querySelectorAll('[part=sources] li')];
    expect(rows.map((row) => row.textContent)).toEqual([
      '1The bridgeexample.com',
      'Ada Lovelace',
      '3Looseother.test',
      '2Surveysurvey.pdf',
    ]);
    expect(await violations()).toEqual([]);
  });

  it('come with the text, and never before it reaches them', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Hello' });
    const update = (more: object) =>
      stream.send({
        type: 'thread.item.updated',
        item_id: 'msg',
        update: { content_index: 0, ...more },
      } as { type: string });
    stream.send({ type: 'thread.item.added', item: message('', []) } as { type: string });
    update({
      type: 'assistant_message.content_part.annotation_added',
      annotation_index: 0,
      annotation: note(gazette, 4),
    });
    update({ type: 'assistant_message.content_part.text_delta', delta: 'One' });
    await vi.waitFor(() => expect(item('msg')?.textContent).toContain('One'));
    expect(page.find('[part=source-mark]')).toBeNull();
    update({ type: 'assistant_message.content_part.text_delta', delta: '. Two' });
    await vi.waitFor(() => expect(item('msg').textContent).toBe('One.1 Two'));
    expect(page.find('[part=sources]')).toBeNull();
    stream.end();
    await vi.waitFor(() => expect(page.find('[part=sources]')).not.toBeNull());
  });

  it('tell more in a card that opens and closes by its button, and by Escape', async () => {
    await openThread([message(text, [note(gazette, 16)])]);
    const mark = page.find('[part=source-mark]');
    expect(mark?.getAttribute('aria-expanded')).toBe('false');
    await press(mark);
    const card = page.find('.ck-card');
    expect(card?.getAttribute('aria-label')).toBe('Source 1: The bridge');
    expect(mark?.getAttribute('aria-controls')).toBe(card?.id);
    expect(card?.textContent).toContain('How it was built');
    const link = card?.querySelector('a');
    expect(link?.rel).toBe('noopener noreferrer');
    link?.focus();
    link?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await drawn();
    expect(page.find('.ck-card')).toBeNull();
    expect(page.root.activeElement).toBe(mark);
    await press(mark);
    document.dispatchEvent(new Event('pointerdown'));
    await drawn();
    expect(page.find('.ck-card')).toBeNull();
  });

  it('lead nowhere where their address could run something', async () => {
    await openThread([message(text, [note({ ...gazette, url: 'javascript:alert(1)' }, 16)])]);
    await press(page.find('[part=source-mark]'));
    await press(page.button('1 source'));
    expect(item('msg').querySelector('a')).toBeNull();
  });

  it('are for the page where they are entities, if they say so', async () => {
    const onClick = vi.fn();
    const onRequestPreview = vi.fn(async () => ({
      preview: { type: 'Basic' as const, children: [{ type: 'Text' as const, value: 'Engineer' }] },
    }));
    const interactive = { ...ada, interactive: true, group: 'People', data: { no: '1' } };
    await openThread([message(text, [note(interactive, 30), note(ada, 30)], 'msg')], {
      entities: { onRequestPreview },
    });
    const entity = {
      id: 'ada',
      title: 'Ada Lovelace',
      interactive: true,
      group: 'People',
      data: { no: '1' },
    };
    await press(page.find('[part=source-mark]'));
    await vi.waitFor(() => expect(page.find('.ck-card')?.textContent).toBe('Engineer'));
    expect(onRequestPreview).toHaveBeenCalledWith(entity);
    page.element.setOptions(page.options({ initialThread: 'thr_1', entities: { onClick } }));
    await press(page.find('[part=source-mark]'));
    expect(onClick).toHaveBeenCalledWith(entity);
  });
});

describe('a message of the user', () => {
  const tag = { type: 'input_tag', id: 'ada', text: 'Ada', data: { a: 'b' } };
  const said = (...content: object[]) => ({ ...userMessage('usr', ''), content });

  it('shows entities, which the page hears of when they are pressed', async () => {
    const onClick = vi.fn();
    await openThread([said({ ...tag, interactive: true }, tag)], { entities: { onClick } });
    const buttons = item('usr').querySelectorAll('button');
    expect(buttons).toHaveLength(1);
    await press(buttons[0]);
    expect(onClick).toHaveBeenCalledWith({
      id: 'ada',
      title: 'Ada',
      interactive: true,
      data: { a: 'b' },
    });
    expect(page.all('[part=tag]')).toHaveLength(2);
  });

  it('is folded where it is long', async () => {
    await openThread([
      said({ type: 'input_text', text: 'Line\n'.repeat(30) }),
      { ...said({ type: 'input_text', text: 'Short' }), id: 'short' },
    ]);
    const more = page.button('Show more');
    const text = page.root.getElementById(more.getAttribute('aria-controls') ?? '');
    expect(text?.dataset['folded']).toBe('');
    await press(more);
    expect(text?.dataset['folded']).toBeUndefined();
    await press(page.button('Show less'));
    expect(text?.dataset['folded']).toBe('');
    expect(item('short').querySelector('button')).toBeNull();
  });
});

describe('a tool of the page', () => {
  const call = (more: object) => ({
    ...base,
    type: 'client_tool_call',
    id: 'call',
    call_id: 'c',
    name: 'get_open_tabs',
    arguments: { secret: 'token' },
    ...more,
  });

  it('is not seen when it is done, nor what it was given', async () => {
    await openThread([userMessage('usr', 'Hi'), call({ status: 'completed', output: { ok: 1 } })]);
    expect(page.find('[part=tool-call]')).toBeNull();
    expect(page.all('[data-turn]')).toHaveLength(1);
  });

  it('says that it works, and that it did not work', async () => {
    const first = page.server.stream('threads.create');
    const second = page.server.stream('threads.add_client_tool_output');
    let fail: (error: Error) => void = () => undefined;
    await page.open({
      onClientTool: () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    });
    await page.element.sendUserMessage({ text: 'Hello' });
    first.send({ type: 'thread.created', thread: { id: 'thr_1', created_at: CREATED } } as never);
    first.send({ type: 'thread.item.done', item: call({ status: 'pending' }) } as never);
    first.end();
    await vi.waitFor(() =>
      expect(page.find('[part=tool-call]')?.textContent).toBe('Working: get open tabs'),
    );
    expect(page.find('[part=progress]')).toBeNull();
    await vi.waitFor(() => expect(page.names()).not.toContain('error'));
    fail(new Error('No tabs'));
    await page.heard('error');
    await vi.waitFor(() =>
      expect(page.find('[part=tool-call]')?.textContent).toBe('This did not work: get open tabs'),
    );
    await vi.waitFor(() =>
      expect(page.server.ofType('threads.add_client_tool_output')[0]?.params.result).toEqual({
        error: 'No tabs',
      }),
    );
    second.end();
    await page.heard('response.end');
    expect(page.root.textContent).not.toContain('token');
    await page.write('Next');
    expect(page.button('Send message').disabled).toBe(false);
  });

  it('says of a call that nobody answered that it was interrupted', async () => {
    await openThread([call({ status: 'pending' })]);
    expect(page.find('[part=tool-call]')?.textContent).toBe('This was interrupted: get open tabs');
  });
});

describe('questions', () => {
  const single = {
    type: 'multiple_choice',
    id: 'where',
    question: 'Where?',
    options: [{ value: 'Berlin' }, { value: 'Lisbon' }],
  };
  const multiple = { ...single, id: 'who', question: 'Who?', multiple: true };
  const free = { type: 'freeform', id: 'what', question: 'What?', description: 'In **short**' };
  // The form comes with the first questions; these tests are about what it does then.
  beforeAll(() => import('../chat/later'));

  const asked = (inputs: readonly object[], more: object = {}) => ({
    ...base,
    type: 'structured_input',
    id: 'ask',
    status: 'pending',
    inputs,
    ...more,
  });
  const sent = () =>
    page.server.ofType('threads.add_structured_input').map(({ params }) => params.input);
  const choices = () => page.all('[data-choice]') as HTMLInputElement[];

  it('are a form that sends what is chosen, and then the answers', async () => {
    await openThread([asked([single])]);
    expect(page.find('[role=radiogroup]')).not.toBeNull();
    expect(await violations()).toEqual([]);
    await press(choices()[1]);
    expect(choices().map((choice) => choice.checked)).toEqual([false, true, false]);
    const stream = page.server.stream('threads.add_structured_input');
    page.button('Send answer').focus();
    await press(page.button('Send answer'));
    await vi.waitFor(() =>
      expect(sent()).toEqual([{ status: 'answered', answers: { where: { values: ['Lisbon'] } } }]),
    );
    expect(page.button('Sending…').disabled).toBe(true);
    const inputs = [{ ...single, answer: { values: ['Lisbon'] } }];
    stream.send({
      type: 'thread.item.replaced',
      item: asked(inputs, { status: 'answered' }),
    } as { type: string });
    stream.end();
    await vi.waitFor(() => expect(page.find('[part=answers]')).not.toBeNull());
    expect(page.find('[part=answers] dd')?.textContent).toBe('Lisbon');
    expect(page.root.activeElement).toBe(page.find('[part=answers]'));
    expect(await violations()).toEqual([]);
  });

  it('take an answer of one’s own, several answers and a text', async () => {
    page.server.stream('threads.add_structured_input');
    await openThread([asked([multiple, free])]);
    await press(choices()[0]);
    await press(choices()[2]);
    expect(page.root.activeElement).toBe(page.find('.ck-choice .ck-answer-field'));
    await write(page.find('.ck-choice .ck-answer-field'), 'Grace');
    await write(page.find('textarea.ck-answer-field'), 'A bridge');
    expect(page.find('.ck-question-description strong')?.textContent).toBe('short');
    expect(page.find('.ck-questions-count')?.textContent).toBe('2 of 2 done');
    await press(page.button('Send answers'));
    await vi.waitFor(() =>
      expect(sent()[0]?.answers).toEqual({
        who: { values: ['Berlin', 'Grace'] },
        what: { values: ['A bridge'] },
      }),
    );
  });

  it('are not sent before each is answered or skipped', async () => {
    page.server.stream('threads.add_structured_input');
    await openThread([asked([single, free])]);
    await press(choices()[0]);
    await press(page.button('Send answers'));
    expect(sent()).toEqual([]);
    expect(page.find('[role=alert]')?.textContent).toContain('Answer this question, or skip it.');
    expect(page.root.activeElement).toBe(page.find('textarea.ck-answer-field'));
    const [, skip] = page.all('.ck-question > .ck-text-button');
    await press(skip);
    expect(page.find('[role=alert]')).toBeNull();
    await press(page.button('Send answers'));
    await vi.waitFor(() =>
      expect(sent()[0]).toEqual({
        status: 'answered',
        answers: { where: { values: ['Berlin'] }, what: { values: [], skipped: true } },
      }),
    );
  });

  it('can be skipped as a whole', async () => {
    page.server.stream('threads.add_structured_input');
    await openThread([asked([single, free])]);
    await press(page.button('Skip all'));
    await vi.waitFor(() => expect(sent()[0]?.status).toBe('skipped'));
  });

  it('choose by the keys 1 to 9, and leave digits that are typed alone', async () => {
    await openThread([asked([single])]);
    const key = (target: Element | undefined, digit: string) =>
      target?.dispatchEvent(new KeyboardEvent('keydown', { key: digit, bubbles: true }));
    key(choices()[0], '2');
    await drawn();
    expect(choices()[1]?.checked).toBe(true);
    key(choices()[1], '3');
    await drawn();
    key(page.find('.ck-choice .ck-answer-field') ?? undefined, '1');
    await drawn();
    expect(choices().map((choice) => choice.checked)).toEqual([false, false, true]);
  });

  it('keep what was entered when it is refused, or the thread is left', async () => {
    page.server.on('threads.add_structured_input', () => refuse(500, 'broken', 'Not now.'));
    await openThread([asked([single])]);
    await press(choices()[1]);
    page.button('Send answer').focus();
    await press(page.button('Send answer'));
    await page.heard('error');
    await vi.waitFor(() => expect(page.button('Send answer').disabled).toBe(false));
    expect(page.root.activeElement).toBe(page.button('Send answer'));
    expect(choices()[1]?.checked).toBe(true);
    expect(page.find('[part=error]')?.textContent).toContain('Not now.');
    await page.element.setThreadId(null);
    await drawn();
    await page.element.setThreadId('thr_1');
    await vi.waitFor(() => expect(choices()[1]?.checked).toBe(true));
  });

  it('of the past say what was answered', async () => {
    await openThread([
      asked(
        [
          { ...multiple, answer: { values: ['Berlin', 'Porto'] } },
          { ...free, answer: { values: [], skipped: true } },
          { ...single, id: 'no' },
        ],
        { status: 'answered' },
      ),
    ]);
    expect(page.all('[part=answers] dd').map((answer) => answer.textContent)).toEqual([
      'Berlin',
      'Porto',
      'Skipped',
      'Skipped',
    ]);
    expect(page.find('[part=questions]')).toBeNull();
  });
});

describe('a generated image', () => {
  const image = (url?: string) => ({
    ...base,
    type: 'generated_image',
    id: 'img',
    ...(url === undefined ? {} : { image: { id: 'pic', url } }),
  });

  it('shows how far it is, then each picture once it is there', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Draw' });
    stream.send({ type: 'thread.item.added', item: image() } as { type: string });
    await vi.waitFor(() => expect(page.find('progress')).not.toBeNull());
    expect(page.find('progress')?.hasAttribute('value')).toBe(false);
    const partial = (url: string, progress: number) =>
      stream.send({
        type: 'thread.item.updated',
        item_id: 'img',
        update: { type: 'generated_image.updated', image: { id: 'pic', url }, progress },
      } as { type: string });
    const sources = () => page.all('.ck-image img').map((picture) => picture.getAttribute('src'));
    partial('https://a.test/1.png', 0.25);
    await vi.waitFor(() => expect(sources()).toEqual(['https://a.test/1.png']));
    expect((page.find('progress') as HTMLProgressElement).value).toBe(0.25);
    page.find('.ck-image img')?.dispatchEvent(new Event('load'));
    await drawn();
    partial('https://a.test/2.png', 0.5);
    await vi.waitFor(() =>
      expect(sources()).toEqual(['https://a.test/1.png', 'https://a.test/2.png']),
    );
    const overtaken = page.all('.ck-image img')[1];
    stream.send({ type: 'thread.item.done', item: image('https://a.test/3.png') } as never);
    stream.end();
    await vi.waitFor(() => expect(page.find('progress')).toBeNull());
    page.all('.ck-image img')[1]?.dispatchEvent(new Event('load'));
    overtaken?.dispatchEvent(new Event('load'));
    await drawn();
    expect(sources()).toEqual(['https://a.test/3.png']);
    expect(page.find('.ck-image img')?.getAttribute('alt')).toBe('Generated image');
    const link = page.find('.ck-image a') as HTMLAnchorElement;
    expect([link.href, link.download]).toEqual(['https://a.test/3.png', 'pic']);
    await press(page.button('Open large'));
    expect(page.find('dialog')?.getAttribute('aria-label')).toBe('Generated image');
  });

  it('says that it could not be loaded, and tries again', async () => {
    await openThread([image('https://a.test/1.png')]);
    page.find('.ck-image img')?.dispatchEvent(new Event('error'));
    await drawn();
    expect(page.find('.ck-image')?.textContent).toContain('The image could not be loaded.');
    await press(page.button('Try again'));
    expect(page.find('.ck-image img')).not.toBeNull();
  });

  it('is taken from nothing that could run', async () => {
    await openThread([image('javascript:alert(1)'), { ...image(), id: 'none' }]);
    expect(page.find('.ck-image :is(img, a)')).toBeNull();
    expect(item('none').textContent).toBe('The image was not finished.');
  });
});

describe('a workflow', () => {
  const flow = (workflow: object) => ({ ...base, type: 'workflow', id: 'flow', workflow });
  const tasks = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ type: 'custom', title: `Step ${index + 1}` }));
  const titles = () => page.all('.ck-task-title').map((title) => title.textContent);

  it('opens and closes, and shows of many steps the first', async () => {
    await openThread([flow({ type: 'custom', tasks: tasks(12), summary: { title: 'Packed' } })]);
    const fold = page.button('Packed');
    expect(fold.getAttribute('aria-expanded')).toBe('false');
    await press(fold);
    expect(fold.getAttribute('aria-expanded')).toBe('true');
    expect(titles()).toHaveLength(8);
    await press(page.button('4 more steps'));
    expect(titles()).toHaveLength(12);
    expect(await violations()).toEqual([]);
  });

  it.each([
    ['reasoning', { duration: 12 }, 'Thought for 12s'],
    ['reasoning', { duration: 0 }, 'Thought about it'],
    ['reasoning', undefined, 'Thought about it'],
    ['custom', { duration: 75 }, 'Worked for 1m 15s'],
    ['custom', undefined, 'Done'],
  ])('of the type %s with the summary %j says "%s"', async (type, summary, title) => {
    await openThread([flow({ type, tasks: [], summary })]);
    expect(item('flow').querySelector('.ck-fold')?.textContent).toBe(title);
  });

  it('is open while it runs, showing its newest steps, and then as the server wants it', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Go' });
    stream.send({
      type: 'thread.item.added',
      item: flow({ type: 'reasoning', tasks: tasks(9) }),
    } as { type: string });
    await vi.waitFor(() => expect(titles()).toHaveLength(8));
    expect(titles().at(-1)).toBe('Step 9');
    expect(page.button('Thinking').getAttribute('aria-expanded')).toBe('true');
    stream.send({
      type: 'thread.item.done',
      item: flow({ type: 'reasoning', tasks: tasks(9), summary: { duration: 3 } }),
    } as { type: string });
    stream.end();
    await vi.waitFor(() =>
      expect(page.button('Thought for 3s').getAttribute('aria-expanded')).toBe('false'),
    );
  });
});

describe('what the element does not know', () => {
  it('is a quiet line for items, said once to the page', async () => {
    await openThread([
      { ...base, type: 'hologram', id: 'one' },
      { ...base, type: 'hologram', id: 'two' },
      { ...base, type: 'widget', id: 'wid', widget: { type: 'Hologram' } },
    ]);
    expect(page.all('[part=fallback]')).toHaveLength(2);
    expect(item('wid').textContent).toContain('Hologram');
    const logs = page.events.filter(({ name }) => name === 'log').map(({ detail }) => detail);
    expect(logs).toEqual([{ name: 'item.unknown', data: { type: 'hologram' } }]);
  });

  it('is ignored where it is an event or an update, and said once', async () => {
    const stream = page.server.stream('threads.create');
    await page.open();
    await page.element.sendUserMessage({ text: 'Hello' });
    const update = { type: 'thread.item.updated', item_id: 'i', update: { type: 'item.sung' } };
    stream.send(update, update, { type: 'thread.sung' });
    stream.end();
    await page.heard('response.end');
    const logs = page.events.filter(({ name }) => name === 'log').map(({ detail }) => detail);
    expect(logs).toEqual([
      { name: 'event.unknown', data: { type: 'thread.item.updated item.sung' } },
      { name: 'event.unknown', data: { type: 'thread.sung' } },
    ]);
  });
});
