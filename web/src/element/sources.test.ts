import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CREATED } from '../protocol/testing/fake-server';
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
    await page.openThread([
      message(text, [
        note(gazette, 16),
        note(survey, 26),
        note(gazette, 26),
        note({ ...ada, interactive: true }, 30),
        note({ ...gazette, url: 'https://other.test/', title: 'Loose' }),
      ]),
    ]);
    expect(page.item('msg').querySelector('.ck-md')?.textContent).toBe(
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
    const rows = [...page.item('msg').querySelectorAll('[part=sources] li')];
    expect(rows.map((row) => row.textContent)).toEqual([
      '1The bridgeexample.com',
      'Ada Lovelace',
      '3Looseother.test',
      '2Surveysurvey.pdf',
    ]);
    expect(await page.violations()).toEqual([]);
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
    await vi.waitFor(() => expect(page.item('msg')?.textContent).toContain('One'));
    expect(page.find('[part=source-mark]')).toBeNull();
    update({ type: 'assistant_message.content_part.text_delta', delta: '. Two' });
    await vi.waitFor(() => expect(page.item('msg').textContent).toBe('One.1 Two'));
    expect(page.find('[part=sources]')).toBeNull();
    stream.end();
    await vi.waitFor(() => expect(page.find('[part=sources]')).not.toBeNull());
  });

  it('tell more in a card that opens and closes by its button, and by Escape', async () => {
    await page.openThread([message(text, [note(gazette, 16)])]);
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
    await page.openThread([message(text, [note({ ...gazette, url: 'javascript:alert(1)' }, 16)])]);
    await press(page.find('[part=source-mark]'));
    await press(page.button('1 source'));
    expect(page.item('msg').querySelector('a')).toBeNull();
  });

  it('are for the page where they are entities, if they say so', async () => {
    const onClick = vi.fn();
    const onRequestPreview = vi.fn(async () => ({
      preview: { type: 'Basic' as const, children: [{ type: 'Text' as const, value: 'Engineer' }] },
    }));
    const interactive = { ...ada, interactive: true, group: 'People', data: { no: '1' } };
    await page.openThread([message(text, [note(interactive, 30), note(ada, 30)], 'msg')], {
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
