import { afterEach, expect, it, vi } from 'vitest';
import { userMessage } from '../../protocol/testing/fake-server';
import { KeptQueue } from './queue';

const queue = () => new KeptQueue(() => 'https://chat.example/chatkit:0');
const NAME = 'openai-chatkit:queue:https://chat.example/chatkit:0';
const group = (count: number, threadId: string | null = 'thr_1') => ({
  threadId,
  origin: null,
  messages: Array.from({ length: count }, (_, index) => ({
    item: userMessage(`m${index}`, `Text ${index}`),
    tried: index % 2 === 0,
  })),
});

afterEach(() => {
  sessionStorage.clear();
  vi.restoreAllMocks();
});

it('keeps messages by conversation, and nothing when there are none', () => {
  const branch = {
    ...group(1, null),
    origin: { thread_id: 'thr_1', item_id: 'm7' },
  };
  queue().set([group(2), branch]);
  expect(queue().get()).toEqual([group(2), branch]);
  expect(new KeptQueue(() => 'another').get()).toEqual([]);
  queue().set([]);
  expect(sessionStorage.getItem(NAME)).toBeNull();
});

it('keeps a hundred, the first to go out', () => {
  queue().set([group(60), group(60, 'thr_2')]);
  expect(queue().get()).toEqual([group(60), group(40, 'thr_2')]);
});

it.each([
  'nonsense',
  'null',
  '{}',
  '[null, 1, {}]',
  '[{"messages":[{"item":{"id":"m","type":"user_message"}},{"item":{"type":"task"}},{},null]}]',
])('takes nothing from what is none: %s', (stored) => {
  sessionStorage.setItem(NAME, stored);
  expect(queue().get()).toEqual([]);
});

it('takes what is not known to have stayed here for tried', () => {
  const [{ messages: [message] = [] } = {}] = [group(1)];
  sessionStorage.setItem(NAME, JSON.stringify([{ messages: [{ item: message?.item }] }]));
  expect(queue().get()).toEqual([{ threadId: null, origin: null, messages: [message] }]);
});

it('does without a storage', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect(() => queue().set([group(1)])).not.toThrow();
});
