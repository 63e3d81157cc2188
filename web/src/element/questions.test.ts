import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CREATED, refuse } from '../protocol/testing/fake-server';
import './index';
import { drawn, Page, press } from './testing';

let page: Page;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  page = new Page();
});

afterEach(() => page.close());

const base = { thread_id: 'thr_1', created_at: CREATED };

async function write(field: Element | null, text: string): Promise<void> {
  (field as HTMLInputElement).value = text;
  field?.dispatchEvent(new Event('input', { bubbles: true }));
  await drawn();
}

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
    await page.openThread([asked([single])]);
    expect(page.find('[role=radiogroup]')).not.toBeNull();
    expect(await page.violations()).toEqual([]);
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
    expect(await page.violations()).toEqual([]);
  });

  it('take an answer of one’s own, several answers and a text', async () => {
    page.server.stream('threads.add_structured_input');
    await page.openThread([asked([multiple, free])]);
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
    await page.openThread([asked([single, free])]);
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
    await page.openThread([asked([single, free])]);
    await press(page.button('Skip all'));
    await vi.waitFor(() => expect(sent()[0]?.status).toBe('skipped'));
  });

  it('choose by the keys 1 to 9, and leave digits that are typed alone', async () => {
    await page.openThread([asked([single])]);
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
    await page.openThread([asked([single])]);
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
    await page.openThread([
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
