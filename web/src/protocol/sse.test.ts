import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asItem, parseEvent } from './parse';
import { SseDecoder } from './sse';

const bytes = (text: string) => new TextEncoder().encode(text);

function decodeInPieces(source: Uint8Array, size: number): string[] {
  const decoder = new SseDecoder();
  const events: string[] = [];
  for (let at = 0; at < source.length; at += size) {
    events.push(...decoder.push(source.subarray(at, at + size)));
  }
  return events;
}

const STREAM = [
  ': keep-alive',
  '',
  'data: {"type":"progress_update","text":"naïve 😀 … déjà vu"}',
  '',
  'event: message',
  'id: 7',
  'data:{"no":"space"}',
  '',
  'data: first line',
  'data:  second line',
  'data',
  '',
  '',
].join('\n');

const EVENTS = [
  '{"type":"progress_update","text":"naïve 😀 … déjà vu"}',
  '{"no":"space"}',
  'first line\n second line\n',
];

describe('SseDecoder', () => {
  it.each([1, 2, 3, 5, 7, 1000])('gives the same events in pieces of %i bytes', (size) => {
    expect(decodeInPieces(bytes(STREAM), size)).toEqual(EVENTS);
  });

  it.each(['\r\n', '\r'])('takes %j as line ending, wherever it is cut', (ending) => {
    const source = bytes(STREAM.replaceAll('\n', ending));
    for (const size of [1, 2, 3, 5, 1000]) {
      expect(decodeInPieces(source, size)).toEqual(EVENTS);
    }
  });

  it('takes strings as well as bytes', () => {
    const decoder = new SseDecoder();
    expect(decoder.push('data: a\n')).toEqual([]);
    expect(decoder.push('\ndata: b\n\n')).toEqual(['a', 'b']);
  });

  it('does not give out an event that was cut off', () => {
    expect(new SseDecoder().push('data: {"type":')).toEqual([]);
  });
});

describe('parseEvent', () => {
  it('knows the events of the protocol', () => {
    const parsed = parseEvent('{"type":"progress_update","text":"Searching"}');
    expect(parsed).toEqual({ known: true, event: { type: 'progress_update', text: 'Searching' } });
  });

  it.each([
    ['{"type":"thread.item.exploded"}', 'thread.item.exploded'],
    ['{"type":"thread.item.added"}', 'thread.item.added'],
    ['{"type":"thread.item.updated","item_id":"i"}', 'thread.item.updated'],
    [
      '{"type":"thread.item.updated","item_id":"i","update":{"type":"item.sung"}}',
      'thread.item.updated item.sung',
    ],
    [
      '{"type":"thread.item.updated","item_id":"i","update":{"type":"workflow.task.added"}}',
      'thread.item.updated workflow.task.added',
    ],
    ['{"type":"toString"}', 'toString'],
    ['null', '(not an object)'],
    ['[DONE]', '(not JSON)'],
  ])('does not know %s', (data, type) => {
    expect(parseEvent(data)).toEqual({ known: false, type });
  });
});

describe('asItem', () => {
  it('takes an item of a type that does not exist yet as it is', () => {
    const item = { id: 'i', type: 'hologram', depth: 3 };
    expect(asItem(item)).toBe(item);
  });

  it.each(['user_message', 'assistant_message', 'widget', 'workflow', 'task', 'structured_input'])(
    'takes a %s without its content for something unknown',
    (type) => {
      const item = { id: 'i', type, thread_id: 't', created_at: 'now', content: [null] };
      expect(asItem(item)).toEqual({
        id: 'i',
        type: `broken ${type}`,
        thread_id: 't',
        created_at: 'now',
      });
    },
  );

  it('takes nothing else for an item', () => {
    for (const value of [null, 'x', [], {}, { id: 'i' }, { type: 'widget' }]) {
      expect(asItem(value)).toBeNull();
    }
  });
});

const GOLDEN = join(import.meta.dirname, '../../../tests/wire/golden');

const names = readdirSync(GOLDEN).filter((name) => name.endsWith('.sse'));

describe('the recorded streams of the server', () => {
  it.each(names)('%s is read whole, in pieces of five bytes', (name) => {
    const source = readFileSync(join(GOLDEN, name));
    const events = decodeInPieces(source, 5);
    expect(events).toEqual(decodeInPieces(source, source.length));
    expect(events.filter((data) => !parseEvent(data).known)).toEqual([]);
  });
});
