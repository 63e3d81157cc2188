import { describe, expect, it } from 'vitest';
import { keyNames } from './sheet';
import { type Command, commandOf } from './shortcuts';

function press(init: KeyboardEventInit, target = document.createElement('div')): KeyboardEvent {
  document.body.append(target);
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  let heard: Command | null = null;
  const listener = (caught: Event) => {
    heard = commandOf(caught as KeyboardEvent, false);
  };
  document.addEventListener('keydown', listener, { once: true });
  target.dispatchEvent(event);
  target.remove();
  return Object.assign(event, { heard });
}

const heard = (init: KeyboardEventInit, target?: HTMLDivElement) =>
  (press(init, target) as KeyboardEvent & { heard: Command | null }).heard;

describe('commandOf', () => {
  it.each<[KeyboardEventInit, Command | null]>([
    [{ key: '?', shiftKey: true }, 'help'],
    [{ key: '/', ctrlKey: true }, 'help'],
    [{ key: 'n' }, 'new'],
    [{ key: 'N', shiftKey: true }, 'new'],
    [{ key: 'т', code: 'KeyN' }, 'new'],
    [{ key: 'n', ctrlKey: true }, null],
    [{ key: 'n', metaKey: true }, null],
    [{ key: 'n', altKey: true }, null],
    [{ key: '/', metaKey: true }, null],
    [{ key: 'n', isComposing: true }, null],
    [{ key: 'Escape' }, 'stop'],
    [{ key: 'x' }, null],
  ])('takes %o as %s', (init, command) => {
    expect(heard(init)).toBe(command);
  });

  it('leaves what is typed alone, but for keys that write nothing', () => {
    const field = document.createElement('textarea') as unknown as HTMLDivElement;
    expect(heard({ key: 'n' }, field)).toBeNull();
    expect(heard({ key: '?' }, field)).toBeNull();
    expect(heard({ key: '/', ctrlKey: true }, field)).toBe('help');
    expect(heard({ key: 'Escape' }, field)).toBe('stop');
  });

  it('takes nothing that somebody else has taken', () => {
    const target = document.createElement('div');
    target.addEventListener('keydown', (event) => event.preventDefault());
    expect(heard({ key: 'n' }, target)).toBeNull();
  });
});

it('calls keys as the keyboard does', () => {
  expect(keyNames('Mod+Shift+9', true)).toEqual(['⌘', '⇧', '9']);
  expect(keyNames('Mod+/', false)).toEqual(['Ctrl', '/']);
  expect(keyNames('ArrowUp', false)).toEqual(['↑']);
});
