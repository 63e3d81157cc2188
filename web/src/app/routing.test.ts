import { act, renderHook } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { pathOf, threadIdOf, useRoute } from './routing';

describe('paths', () => {
  it.each([
    ['/', null],
    ['/threads/thr_1', 'thr_1'],
    ['/threads/thr_1/', 'thr_1'],
    ['/threads/a%2Fb', 'a/b'],
    ['/threads/%E0%A4', null],
    ['/threads/', null],
    ['/threads/a/b', null],
    ['/other', null],
  ])('%s names the thread %s', (path, threadId) => {
    expect(threadIdOf(path)).toBe(threadId);
  });

  it('gives back the id that a path was made of', () => {
    for (const id of ['thr_1', 'a/b', 'ä ö?#']) expect(threadIdOf(pathOf(id))).toBe(id);
  });
});

describe('the route', () => {
  beforeEach(() => window.history.replaceState(null, '', '/threads/first'));

  it('starts at the address', () => {
    const { result } = renderHook(() => useRoute(() => {}));
    expect(result.current.threadId).toBe('first');
  });

  it('adds a step for another thread and none for the same', () => {
    const { result } = renderHook(() => useRoute(() => {}));
    const steps = window.history.length;
    act(() => result.current.push('first'));
    expect(window.history.length).toBe(steps);
    act(() => result.current.push('second'));
    expect(window.history.length).toBe(steps + 1);
    expect(window.location.pathname).toBe('/threads/second');
  });

  it('tells of Back', async () => {
    const onReturn = vi.fn();
    const { result } = renderHook(() => useRoute(onReturn));
    act(() => result.current.push('second'));
    await act(async () => {
      window.history.back();
      await vi.waitFor(() => expect(onReturn).toHaveBeenCalledWith('first'));
    });
    expect(result.current.threadId).toBe('first');
  });
});
