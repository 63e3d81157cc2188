import { expect, it } from 'vitest';
import { createTranslator } from '../../i18n';
import type { ThreadItem } from '../../protocol';
import { CREATED, thread, userMessage } from '../../protocol/testing/fake-server';
import { exportOf } from './index';

const base = { thread_id: 'thr_1', created_at: CREATED };
const { items: _items, ...meta } = thread('thr_1', 'Trip: Rome/Paris?');

const ITEMS: ThreadItem[] = [
  {
    ...userMessage('usr', ''),
    content: [
      { type: 'input_text', text: 'Ask ' },
      { type: 'input_tag', id: 'ann', text: 'Ann', data: {} },
    ],
    quoted_text: 'one\ntwo',
    attachments: [{ type: 'file', id: 'atc', name: 'plan.pdf', mime_type: 'application/pdf' }],
  },
  {
    ...base,
    type: 'workflow',
    id: 'flow',
    workflow: {
      type: 'custom',
      summary: { title: 'Looked around' },
      tasks: [{ type: 'web_search', queries: ['rome'] }],
    },
  },
  {
    ...base,
    type: 'assistant_message',
    id: 'msg',
    content: [
      {
        type: 'output_text',
        text: '🏛 Rome is old. So is Paris.',
        annotations: [
          {
            type: 'annotation',
            index: 14,
            source: { type: 'url', title: 'Rome', url: 'https://r.example' },
          },
          { type: 'annotation', source: { type: 'file', title: 'Notes', filename: 'n.md' } },
          { type: 'annotation', source: { type: 'url', title: 'Rome', url: 'https://r.example' } },
        ],
      },
    ],
  },
  { ...base, type: 'widget', id: 'w1', widget: { type: 'Card' }, copy_text: 'A card' },
  {
    ...base,
    type: 'widget',
    id: 'w2',
    widget: { type: 'Card', children: [{ type: 'Text', value: 'Its words' }] },
  },
  {
    ...base,
    type: 'generated_image',
    id: 'img',
    image: { id: 'i', url: 'https://i.example/a.png' },
  },
  {
    ...base,
    type: 'structured_input',
    id: 'ask',
    status: 'answered',
    inputs: [
      { type: 'freeform', id: 'a', question: 'Where?', answer: { values: ['There'] } },
      { type: 'freeform', id: 'b', question: 'When?' },
    ],
  },
  { ...base, type: 'task', id: 'task', task: { type: 'custom', title: 'A step' } },
  {
    ...base,
    type: 'client_tool_call',
    id: 'call',
    status: 'completed',
    call_id: 'c',
    name: 'secret_tool',
    arguments: {},
  },
  { ...base, type: 'end_of_turn', id: 'end' },
];

it('tells of every kind of item as markdown', () => {
  const { filename, type, text } = exportOf('markdown', meta, ITEMS, createTranslator('en'));
  expect(filename).toBe('Trip Rome Paris.md');
  expect(type).toBe('text/markdown');
  expect(text).toMatchInlineSnapshot(`
    "# Trip: Rome/Paris?

    _May 4, 2026_

    ## You

    > one
    > two

    Ask **Ann**

    - Attachment: plan.pdf

    ## Assistant

    _Looked around_

    - Searched the web

    🏛 Rome is old.[^source-1] So is Paris.[^source-2][^source-1]

    A card

    Its words

    ![Generated image](https://i.example/a.png)

    **Where?**

    - There

    **When?**

    - Not answered

    - A step

    [^source-1]: [Rome](<https://r.example>)

    [^source-2]: Notes
    "
  `);
});

it('gives every item as it is in JSON', () => {
  const { filename, type, text } = exportOf('json', meta, ITEMS, createTranslator('en'));
  expect([filename, type]).toEqual(['Trip Rome Paris.json', 'application/json']);
  expect(JSON.parse(text)).toMatchObject({ version: 1, thread: { id: 'thr_1' }, items: ITEMS });
});

it('has a name for a thread without one', () => {
  const { title: _title, ...bare } = meta;
  expect(exportOf('json', bare, [], createTranslator('en')).filename).toBe('Chat.json');
  expect(exportOf('json', { ...meta, title: '../..' }, [], createTranslator('en')).filename).toBe(
    'chat.json',
  );
});
