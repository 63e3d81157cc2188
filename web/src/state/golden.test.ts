import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ThreadItem } from '../protocol';
import { parseEvent } from '../protocol/parse';
import { SseDecoder } from '../protocol/sse';
import { reduce } from './reduce';
import { EMPTY_THREAD, type ThreadState } from './thread';

/** Streams of the server, and the items that it had stored before and after each. */
const GOLDEN = join(import.meta.dirname, '../../../tests/wire/golden');
const names = readdirSync(GOLDEN)
  .filter((file) => file.endsWith('.sse'))
  .map((file) => file.slice(0, -'.sse'.length));

const itemsOf = (state: ThreadState) => state.entries.map((entry) => entry.item);

function play(name: string, from: ThreadState, size: number): ThreadState {
  const decoder = new SseDecoder();
  const bytes = readFileSync(join(GOLDEN, `${name}.sse`));
  let state = from;
  for (let at = 0; at < bytes.length; at += size) {
    for (const data of decoder.push(bytes.subarray(at, at + size))) {
      const parsed = parseEvent(data);
      if (parsed.known) state = reduce(state, parsed.event);
    }
  }
  return state;
}

describe('the recorded streams of the server', () => {
  it.each(names)('%s: leads to what the server has stored', (name) => {
    const text = readFileSync(join(GOLDEN, `${name}.items.json`), 'utf8');
    const stored: { before: ThreadItem[]; after: ThreadItem[] } = JSON.parse(text);
    const before: ThreadState = {
      ...EMPTY_THREAD,
      entries: stored.before.map((item) => ({ key: item.id, item, status: 'done' })),
    };
    const after = play(name, before, 5);
    expect(itemsOf(after)).toEqual(stored.after);
    expect(itemsOf(play(name, after, 64))).toEqual(stored.after);
  });
});
