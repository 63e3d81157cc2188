import { expect, it } from 'vitest';
import type { ThreadItem } from '../protocol';
import { assistantMessage, CREATED, userMessage } from '../protocol/testing/fake-server';
import { groupTurns } from './turns';

it('are by who speaks, and end where the assistant ends them', () => {
  const end = { type: 'end_of_turn', id: 'end', thread_id: 'thr_1', created_at: CREATED };
  const items = [
    end,
    userMessage('one', 'Hello'),
    end,
    assistantMessage('two', 'Hi'),
    assistantMessage('three', 'How are you?'),
    end,
    end,
    assistantMessage('four', 'By the way'),
    end,
    userMessage('five', 'Yes?'),
    userMessage('six', 'Say it'),
  ] as unknown as ThreadItem[];
  const entries = items.map((item) => ({ key: item.id, item, status: 'done' as const }));
  expect(groupTurns(entries).map((turn) => turn.entries.map(({ key }) => key))).toEqual([
    ['one'],
    ['two', 'three'],
    ['four'],
    ['five'],
    ['six'],
  ]);
});
