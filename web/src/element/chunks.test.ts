import { afterEach, describe, expect, it, vi } from 'vitest';
import { createChunkHost, integrityOf } from './chunks';
import { scriptUrl } from './script';

const HASH = 'zM6bnpDYWc-seV4pRV-u7cf9y1qPWcLOuVwrDBFAW_4';
const NAME = `de-DE-${HASH}.js`;
const INTEGRITY = 'sha256-zM6bnpDYWc+seV4pRV+u7cf9y1qPWcLOuVwrDBFAW/4=';

/** A browser that can verify modules: settles each link as told. */
function verifyingBrowser(settle: (link: HTMLLinkElement) => 'load' | 'error') {
  const links: HTMLLinkElement[] = [];
  vi.spyOn(DOMTokenList.prototype, 'supports').mockReturnValue(true);
  vi.spyOn(document.head, 'append').mockImplementation((node) => {
    const link = node as HTMLLinkElement;
    links.push(link);
    queueMicrotask(() => link.dispatchEvent(new Event(settle(link))));
  });
  return links;
}

function hostOf(importModule: (url: string) => Promise<unknown>) {
  return createChunkHost({
    folder: () => new URL('https://chat.example/chatkit/'),
    nonce: () => 'abc',
    importModule,
  });
}

afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

describe('a chunk', () => {
  it('has its hash in its name', () => {
    expect(integrityOf(NAME)).toBe(INTEGRITY);
  });

  it('is loaded once, from the folder of the script, after it was verified', async () => {
    const links = verifyingBrowser(() => 'load');
    const importModule = vi.fn(async () => ({ default: 1 }));
    const host = hostOf(importModule);
    expect(await Promise.all([host.load(NAME), host.load(NAME)])).toEqual([
      { default: 1 },
      { default: 1 },
    ]);
    expect(importModule.mock.calls).toEqual([[`https://chat.example/chatkit/${NAME}`]]);
    expect(links.map(({ rel, href, integrity, nonce }) => [rel, href, integrity, nonce])).toEqual([
      ['modulepreload', `https://chat.example/chatkit/${NAME}`, INTEGRITY, 'abc'],
    ]);
  });

  it('is not run when it is not what it was', async () => {
    verifyingBrowser(() => 'error');
    const importModule = vi.fn();
    await expect(hostOf(importModule).load(NAME)).rejects.toThrow('is not what it was');
    expect(importModule).not.toHaveBeenCalled();
  });

  it('may be asked for again after a failure, and is then asked for anew', async () => {
    const importModule = vi
      .fn<(url: string) => Promise<unknown>>()
      .mockRejectedValueOnce(new TypeError('offline'))
      .mockResolvedValueOnce('chunk');
    const host = hostOf(importModule);
    await expect(host.load(NAME)).rejects.toThrow('offline');
    expect(await host.load(NAME)).toBe('chunk');
    expect(importModule).toHaveBeenLastCalledWith(`https://chat.example/chatkit/${NAME}?1`);
  });

  it('cannot be loaded where nobody knows the folder', async () => {
    const host = createChunkHost({
      folder: () => {
        throw new Error('Not known.');
      },
    });
    await expect(host.load(NAME)).rejects.toThrow('Not known.');
  });
});

describe('the address of the script', () => {
  it('is not known on a page that does not name it', () => {
    document.body.innerHTML = '<script type="text/plain" src="/other.js"></script>';
    expect(scriptUrl()).toBeNull();
  });

  it.each(['/sub/chatkit.js', '/sub/chatkit@1.2.3.js?x=1', '/sub/chatkit@2.0.0-rc.1+b.js'])(
    'is that of a script element that names %s',
    (src) => {
      document.body.innerHTML = `<script type="text/plain" src="/my-chatkit.js"></script>
        <script type="text/plain" src="https://chat.example${src}"></script>`;
      expect(scriptUrl()?.href).toBe(`https://chat.example${src}`);
    },
  );

  it('is what the page says', () => {
    document.body.innerHTML = `<script type="text/plain" src="/chatkit.js"></script>
      <div data-chatkit-base="/assets/"></div>`;
    expect(scriptUrl()?.pathname).toBe('/assets/');
  });
});
