import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pathOf, threadIdOf, useRoute } from './routing';
import { leaveSite, standAt } from './testing/site';

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

describe('paths of a page below a path', () => {
  afterEach(leaveSite);

  it.each([
    ['/in', '', '/in/', '/in/threads/thr_1'],
    ['/in/it', '', '/in/it/', '/in/it/threads/thr_1'],
    ['', 'tasks', '/a/tasks', '/a/tasks/threads/thr_1'],
    ['/in', 'tasks', '/in/a/tasks', '/in/a/tasks/threads/thr_1'],
    ['/threads', '', '/threads/', '/threads/threads/thr_1'],
  ])('at "%s" with the assistant "%s" are %s and %s', (root, assistant, empty, thread) => {
    standAt(root, assistant);
    expect(pathOf(null)).toBe(empty);
    expect(pathOf('thr_1')).toBe(thread);
    expect(threadIdOf(empty)).toBeNull();
    expect(threadIdOf(thread)).toBe('thr_1');
    expect(threadIdOf(`${thread}/`)).toBe('thr_1');
    for (const id of ['a/b', 'ä ö?#']) expect(threadIdOf(pathOf(id))).toBe(id);
  });

  it.each([
    ['/in', '', '/threads/thr_1'],
    ['/in', '', '/inside/threads/thr_1'],
    ['/in', 'tasks', '/in/threads/thr_1'],
    ['', 'tasks', '/a/other/threads/thr_1'],
  ])('at "%s" with the assistant "%s", %s is somebody else\'s', (root, assistant, path) => {
    standAt(root, assistant);
    expect(threadIdOf(path)).toBeNull();
  });

  it('are what the address bar shows', () => {
    standAt('/in', 'tasks');
    window.history.replaceState(null, '', '/in/a/tasks/threads/first');
    const { result } = renderHook(() => useRoute(() => {}));
    expect(result.current.threadId).toBe('first');
    act(() => result.current.push(null));
    expect(window.location.pathname).toBe('/in/a/tasks');
    act(() => result.current.push('second'));
    expect(window.location.pathname).toBe('/in/a/tasks/threads/second');
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
