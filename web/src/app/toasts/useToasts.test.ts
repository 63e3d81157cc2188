import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TOAST_DURATION, useToasts } from './useToasts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function pass(milliseconds: number): void {
  act(() => void vi.advanceTimersByTime(milliseconds));
}

function start() {
  const { result } = renderHook(() => useToasts());
  return {
    get messages() {
      return result.current.toasts.map(({ message }) => message);
    },
    get current() {
      return result.current;
    },
    show(message: string) {
      const onExpire = vi.fn();
      const undo = vi.fn();
      act(() => result.current.show({ message, undo, onExpire }));
      return { onExpire, undo, id: result.current.toasts.at(-1)?.id ?? 0 };
    },
  };
}

describe('a toast', () => {
  it('goes away after its time, and what waited for it is done once', () => {
    const toasts = start();
    const { onExpire } = toasts.show('Deleted');
    pass(TOAST_DURATION - 1);
    expect(toasts.messages).toEqual(['Deleted']);
    expect(onExpire).not.toHaveBeenCalled();
    pass(1);
    expect(toasts.messages).toEqual([]);
    act(() => void window.dispatchEvent(new Event('pagehide')));
    expect(onExpire).toHaveBeenCalledOnce();
  });

  it('is undone instead, not also', () => {
    const toasts = start();
    const { id, onExpire, undo } = toasts.show('Deleted');
    act(() => toasts.current.undo(id));
    act(() => toasts.current.undo(id));
    pass(2 * TOAST_DURATION);
    expect(undo).toHaveBeenCalledOnce();
    expect(onExpire).not.toHaveBeenCalled();
  });

  it('stays while someone reads it', () => {
    const toasts = start();
    toasts.show('Deleted');
    act(() => toasts.current.hold());
    toasts.show('Deleted too');
    pass(10 * TOAST_DURATION);
    expect(toasts.messages).toEqual(['Deleted', 'Deleted too']);
    act(() => toasts.current.release());
    pass(TOAST_DURATION);
    expect(toasts.messages).toEqual([]);
  });

  it('makes room for newer ones', () => {
    const toasts = start();
    const first = toasts.show('1');
    for (const message of ['2', '3', '4']) toasts.show(message);
    expect(toasts.messages).toEqual(['2', '3', '4']);
    expect(first.onExpire).toHaveBeenCalledOnce();
  });
});
