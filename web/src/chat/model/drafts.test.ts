import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Draft, Drafts } from './drafts';
import { tagOf } from './tagged-text';

const blank: Draft = {
  text: '',
  tags: [],
  quote: null,
  attachments: [],
  toolId: null,
  modelId: null,
};
const full: Draft = {
  ...tagOf({ id: 'u1', title: 'Ada', group: 'People', data: { desk: '7' } }),
  quote: 'What was said',
  attachments: [{ type: 'file', id: 'att', name: 'a.txt', mime_type: 'text/plain' }],
  toolId: 'web',
  modelId: 'large',
};

let drafts: Drafts;

function opened(scope = '/chatkit'): Drafts {
  const made = new Drafts();
  made.scope = scope;
  made.enter();
  return made;
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  drafts = opened();
});

afterEach(() => {
  drafts.leave();
  vi.restoreAllMocks();
});

describe('drafts', () => {
  it('are there after a reload, with all that goes along', () => {
    drafts.set('thr_1', full);
    drafts.set(null, { ...blank, text: 'new' });
    drafts.leave();
    const reloaded = opened();
    expect(reloaded.get('thr_1')).toEqual(full);
    expect(reloaded.get(null)?.text).toBe('new');
    reloaded.leave();
  });

  it('belong to a server, and that of a new chat to a place on the page', () => {
    drafts.set('thr_1', full);
    drafts.set(null, full);
    const other = opened('/other');
    expect(other.get('thr_1')).toBeNull();
    other.leave();
    const beside = opened();
    expect(beside.get('thr_1')).toEqual(full);
    expect(beside.get(null)).toBeNull();
    beside.leave();
  });

  it('go when there is nothing in them', () => {
    drafts.set('thr_1', full);
    drafts.set('thr_1', { ...blank, modelId: 'large' });
    expect(drafts.get('thr_1')).toBeNull();
    expect(localStorage).toHaveLength(0);
  });

  it('stay when they were changed while their message was on its way', () => {
    drafts.set('thr_1', full);
    const arrived = drafts.sending('thr_1');
    drafts.set('thr_1', { ...full, text: 'Ada, and more' });
    arrived();
    expect(drafts.get('thr_1')?.text).toBe('Ada, and more');
    drafts.sending('thr_1')();
    expect(drafts.get('thr_1')).toBeNull();
  });

  it('are bounded in number: the oldest goes', () => {
    const now = vi.spyOn(Date, 'now');
    for (let index = 0; index < 60; index += 1) {
      now.mockReturnValue(index);
      drafts.set(`thr_${index}`, { ...blank, text: `${index}` });
    }
    expect(localStorage).toHaveLength(50);
    expect(drafts.get('thr_9')).toBeNull();
    expect(drafts.get('thr_10')?.text).toBe('10');
  });

  it('are bounded in size: one that is too large lives as long as the page', () => {
    drafts.set('thr_1', { ...blank, text: 'x'.repeat(200_000) });
    expect(localStorage).toHaveLength(0);
    expect(drafts.get('thr_1')?.text).toHaveLength(200_000);
  });

  it('need no storage', () => {
    const refuse = () => {
      throw new DOMException('No storage here.', 'SecurityError');
    };
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(refuse);
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse);
    vi.spyOn(Storage.prototype, 'removeItem').mockImplementation(refuse);
    drafts.set('thr_1', full);
    expect(drafts.get('thr_1')).toEqual(full);
    drafts.set('thr_1', null);
    expect(drafts.get('thr_1')).toBeNull();
  });

  it.each(['no JSON', 'null', '{"draft":{"text":3},"at":1}', '{"draft":{"text":"Ada"}}'])(
    'ignore what is none: %s',
    (stored) => {
      localStorage.setItem('openai-chatkit:draft:/chatkit:thr_1', stored);
      expect(drafts.get('thr_1')).toBeNull();
    },
  );

  it('take no tags that are not in their text', () => {
    for (const tags of [[null], [{ start: 0, end: 9, tag: { id: 'x' } }], [{ start: 0, end: 2 }]]) {
      const stored = JSON.stringify({ draft: { ...full, tags }, at: 1 });
      localStorage.setItem('openai-chatkit:draft:/chatkit:thr_1', stored);
      expect(drafts.get('thr_1')).toEqual({ ...full, tags: [] });
    }
  });
});
