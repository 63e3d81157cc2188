import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Chunk } from './chunk';
import { useChunk } from './useChunk';

interface Attempt {
  readonly resolve: (value: string) => void;
  readonly reject: (error: Error) => void;
}

/** A chunk whose loading ends when the test says so. */
function heldChunk() {
  const attempts: Attempt[] = [];
  const chunk = new Chunk(
    'colours',
    () => new Promise<string>((resolve, reject) => attempts.push({ resolve, reject })),
  );
  return { chunk, attempts };
}

interface PartProps {
  chunk: Chunk<string>;
  onFailure?: (name: string, error: unknown) => void;
  isNeeded?: boolean;
}

const ignore = () => undefined;

function Part({ chunk, onFailure = ignore, isNeeded = true }: PartProps) {
  return <p>{useChunk(chunk, onFailure, isNeeded) ?? 'source'}</p>;
}

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement('div');
});
afterEach(() => {
  render(null, root);
});

const texts = (): (string | null)[] => [...root.children].map((child) => child.textContent);

describe('a part that needs a chunk', () => {
  it('is drawn with it when it came between drawing and the effect that asks for it', async () => {
    const { chunk, attempts } = heldChunk();
    act(() => render(<Part key="first" chunk={chunk} />, root));
    // Not in `act`: the effects of the second part run later, as they do on a page.
    render([<Part key="first" chunk={chunk} />, <Part key="second" chunk={chunk} />], root);
    attempts[0]?.resolve('drawn');
    await new Promise((resolve) => chunk.wait(resolve, ignore));
    expect(root.children[1]?.textContent).toBe('source');
    await vi.waitFor(() => expect(texts()).toEqual(['drawn', 'drawn']));
  });

  it('shares the loading with those that came before, however often they are drawn', async () => {
    const { chunk, attempts } = heldChunk();
    for (const count of [1, 2, 3]) {
      const parts = Array.from({ length: count }, (_, key) => <Part key={key} chunk={chunk} />);
      act(() => render(parts, root));
    }
    await act(async () => attempts[0]?.resolve('drawn'));
    expect(texts()).toEqual(['drawn', 'drawn', 'drawn']);
    expect(attempts).toHaveLength(1);
    act(() => render([<Part key="later" chunk={chunk} />], root));
    expect(texts()).toEqual(['drawn']);
  });

  it('asks for it only when it needs it', async () => {
    const { chunk, attempts } = heldChunk();
    act(() => render(<Part chunk={chunk} isNeeded={false} />, root));
    expect(attempts).toHaveLength(0);
    act(() => render(<Part chunk={chunk} />, root));
    await act(async () => attempts[0]?.resolve('drawn'));
    expect(texts()).toEqual(['drawn']);
  });

  it('is forgotten when it is gone', async () => {
    const { chunk, attempts } = heldChunk();
    act(() => render(<Part chunk={chunk} />, root));
    act(() => render(null, root));
    await act(async () => attempts[0]?.resolve('drawn'));
    expect(texts()).toEqual([]);
  });
});

describe('a chunk that cannot be loaded', () => {
  it('is reported once for all that wait, and loaded for all of them with the next', async () => {
    const { chunk, attempts } = heldChunk();
    const onFailure = vi.fn();
    const part = (key: number) => <Part key={key} chunk={chunk} onFailure={onFailure} />;
    act(() => render([part(1), part(2)], root));
    const error = new Error('offline');
    await act(async () => attempts[0]?.reject(error));
    expect(onFailure.mock.calls).toEqual([['colours', error]]);
    expect(attempts).toHaveLength(1);

    act(() => render([part(1), part(2), part(3)], root));
    expect(attempts).toHaveLength(2);
    await act(async () => attempts[1]?.resolve('drawn'));
    expect(texts()).toEqual(['drawn', 'drawn', 'drawn']);
    expect(onFailure).toHaveBeenCalledTimes(1);
  });

  it('is loaded when the browser is back on line, if somebody still waits', async () => {
    const { chunk, attempts } = heldChunk();
    act(() => render(<Part chunk={chunk} />, root));
    await act(async () => attempts[0]?.reject(new Error('offline')));
    window.dispatchEvent(new Event('online'));
    await act(async () => attempts[1]?.reject(new Error('not yet')));
    window.dispatchEvent(new Event('online'));
    expect(attempts).toHaveLength(3);
    await act(async () => attempts[2]?.resolve('drawn'));
    expect(texts()).toEqual(['drawn']);
  });

  it('is left alone when nobody waits any more', async () => {
    const { chunk, attempts } = heldChunk();
    act(() => render(<Part chunk={chunk} />, root));
    await act(async () => attempts[0]?.reject(new Error('offline')));
    act(() => render(null, root));
    window.dispatchEvent(new Event('online'));
    expect(attempts).toHaveLength(1);
  });
});
