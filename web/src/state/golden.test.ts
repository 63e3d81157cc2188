import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ThreadItem } from '../protocol';
import { parseEvent } from '../protocol/parse';
import { SseDecoder } from '../protocol/sse';
import { reduce } from './reduce';
import { EMPTY_THREAD, type Entry, type ThreadState } from './thread';

/** Streams of the server, and the items that it had stored before and after each. */
const GOLDEN = join(import.meta.dirname, '../../../tests/wire/golden');
const names = readdirSync(GOLDEN)
  .filter((file) => file.endsWith('.sse'))
  .map((file) => file.slice(0, -'.sse'.length));

const itemsOf = (state: ThreadState) => state.entries.map((entry) => entry.item);

/** The data of a stream's events, read in pieces of so many bytes. */
function framesOf(name: string, size: number): string[] {
  const decoder = new SseDecoder();
  const bytes = readFileSync(join(GOLDEN, `${name}.sse`));
  const frames: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    frames.push(...decoder.push(bytes.subarray(at, at + size)));
  }
  return frames;
}

function play(frames: readonly string[], from: ThreadState): ThreadState {
  return frames.reduce((state, data) => {
    const parsed = parseEvent(data);
    if (!parsed.known) throw new Error(`The reducer does not know ${parsed.type}.`);
    return reduce(state, parsed.event);
  }, from);
}

function beginning(name: string): { before: ThreadState; after: ThreadItem[] } {
  const text = readFileSync(join(GOLDEN, `${name}.items.json`), 'utf8');
  const stored: { before: ThreadItem[]; after: ThreadItem[] } = JSON.parse(text);
  const entries = stored.before.map((item): Entry => ({ key: item.id, item, status: 'done' }));
  return { before: { ...EMPTY_THREAD, entries }, after: stored.after };
}

describe('the recorded streams of the server', () => {
  it.each(names)('%s: leads to what the server has stored', (name) => {
    const { before, after } = beginning(name);
    expect(itemsOf(play(framesOf(name, 5), before))).toEqual(after);
  });

  it.each(names)('%s: leads to the same in pieces of any size', (name) => {
    const { before } = beginning(name);
    const whole = play(framesOf(name, 1_000_000), before);
    for (const size of [1, 5, 64]) expect(play(framesOf(name, size), before)).toEqual(whole);
  });

  it.each(names)('%s: leads to the same when frames come twice', (name) => {
    const { before } = beginning(name);
    const frames = framesOf(name, 64);
    const whole = play(frames, before);
    expect(play(frames, whole)).toEqual(whole);
    expect(
      play(
        frames.flatMap((frame) => [frame, frame]),
        before,
      ),
    ).toEqual(whole);
  });

  it.each(names)('%s: leads to the same when it is read again from anywhere', (name) => {
    const { before } = beginning(name);
    const frames = framesOf(name, 64);
    const whole = play(frames, before);
    for (let length = 0; length < frames.length; length += 1) {
      expect(play(frames, play(frames.slice(0, length), before))).toEqual(whole);
    }
  });
});
