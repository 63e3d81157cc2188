import { afterEach, describe, expect, it } from 'vitest';
import './index';
import { checkOptions } from './options';
import { drawn, Page } from './testing';

const api = { url: '/chatkit', domainKey: 'local' };

const problemsOf = (options: unknown) => checkOptions(options).report.problems;

describe('checkOptions', () => {
  it('takes every option of the contract', () => {
    const all = {
      api: { ...api, fetch, uploadStrategy: { type: 'direct', uploadUrl: '/upload' } },
      locale: 'de-DE',
      theme: {
        colorScheme: 'dark',
        typography: {
          baseSize: 16,
          fontSources: [
            {
              family: 'Inter',
              src: '/inter.woff2',
              weight: 400,
              style: 'normal',
              display: 'swap',
              unicodeRange: 'U+0-FF',
            },
          ],
          fontFamily: 'Inter',
          fontFamilyMono: 'Mono',
        },
        radius: 'pill',
        density: 'normal',
        color: {
          grayscale: { hue: 10, tint: 0, shade: 0 },
          accent: { primary: '#f00', level: 0 },
          surface: { background: '#fff', foreground: '#000' },
        },
      },
      frameTitle: 'Chat',
      initialThread: null,
      onClientTool: () => ({}),
      header: {
        enabled: true,
        title: { enabled: true, text: 'Title' },
        leftAction: { icon: 'menu', onClick: () => {} },
        rightAction: { icon: 'close', onClick: () => {} },
      },
      history: { enabled: true, showDelete: true, showRename: false },
      startScreen: {
        greeting: 'Hi',
        prompts: [
          { label: 'A', prompt: 'a', icon: 'star' },
          { label: 'B', prompt: [{ type: 'input_text', text: 'b' }] },
        ],
      },
      threadItemActions: { feedback: true, retry: true },
      composer: {
        placeholder: 'Ask',
        attachments: {
          enabled: true,
          maxSize: { 'image/*': 10 },
          maxCount: 2,
          accept: { 'image/*': ['.png'] },
        },
        tools: [
          {
            id: 't',
            label: 'T',
            icon: 'star',
            shortLabel: 'T',
            placeholderOverride: 'P',
            pinned: true,
            persistent: true,
          },
        ],
        models: [{ id: 'm', label: 'M', description: 'D', disabled: false, default: true }],
        dictation: { enabled: true },
      },
      disclaimer: { text: 'Careful', highContrast: true },
      entities: {
        onTagSearch: async () => [],
        showComposerMenu: true,
        onClick: () => {},
        onRequestPreview: async () => ({ preview: null }),
      },
      commands: { enabled: true, onSearch: async () => [], onSelect: async () => {} },
      widgets: { onAction: async () => {} },
      thread: { autoScroll: true },
    };
    const { options, report } = checkOptions(all);
    expect(report).toEqual({ problems: [], unknown: [] });
    expect(options).toEqual(all);
  });

  it('takes a hosted api, and options that are undefined', () => {
    const options = { api: { getClientSecret: async () => 'secret' }, theme: undefined };
    expect(problemsOf(options)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['theme', 'purple', '"light", "dark"'],
    ['theme.radius', { radius: 'round-ish' }, '"pill", "round", "soft", "sharp"'],
    ['theme.typography.baseSize', { typography: { baseSize: 12 } }, '14, 15, 16, 17, 18'],
    ['theme.color.accent.level', { color: { accent: { primary: 'red', level: 9 } } }, '0, 1, 2, 3'],
    ['theme.color.accent.level', { color: { accent: { primary: 'red' } } }, 'given'],
  ])('names %s and what is allowed there', (path, theme, allowed) => {
    const [problem, ...others] = problemsOf({ api, theme });
    expect(problem?.path).toBe(path);
    expect(problem?.message).toContain(`The option ${path} must be`);
    expect(problem?.message).toContain(allowed);
    expect(others).toEqual([]);
  });

  it('leaves out only what is wrong', () => {
    const { options } = checkOptions({
      api,
      header: { enabled: 'yes', title: { text: 'Title' }, leftAction: { icon: 'menu' } },
      startScreen: {
        prompts: [
          { label: 'A', prompt: 'a' },
          { label: 1, prompt: 'b' },
        ],
      },
    });
    expect(options.header).toEqual({ title: { text: 'Title' } });
    expect(options.startScreen?.prompts).toEqual([{ label: 'A', prompt: 'a' }]);
  });

  it('turns attachments off that have no way to the server, and says so', () => {
    const composer = { placeholder: 'Ask', attachments: { enabled: true } };
    const { options, report } = checkOptions({ api, composer });
    expect(report.problems.map(({ path }) => path)).toEqual(['api.uploadStrategy']);
    expect(options.composer).toEqual({ placeholder: 'Ask', attachments: { enabled: false } });
    expect(problemsOf({ api: { getClientSecret: async () => 's' }, composer })).toEqual([]);
    const uploadStrategy = { type: 'two_phase' };
    expect(problemsOf({ api: { ...api, uploadStrategy }, composer })).toEqual([]);
    expect(problemsOf({ api: { ...api, uploadStrategy: 'direct' }, composer })).toHaveLength(1);
    expect(problemsOf({ api, composer: { attachments: { enabled: false } } })).toEqual([]);
  });

  it('says that a list is none', () => {
    expect(problemsOf({ api, composer: { tools: {} } })[0]?.message).toBe(
      'The option composer.tools must be an array, but it is a value of type object.',
    );
  });

  it.each(['', 'http://['])('refuses %j as an address', (url) => {
    const uploadStrategy = { type: 'direct', uploadUrl: url };
    expect(problemsOf({ api: { url } })[0]?.message).toBe(
      `The option api.url must be a URL, but it is ${JSON.stringify(url)}.`,
    );
    expect(problemsOf({ api: { ...api, uploadStrategy } })[0]?.path).toBe(
      'api.uploadStrategy.uploadUrl',
    );
  });

  it.each([
    [undefined, 'not given'],
    [3, '3'],
    [[], 'an array'],
  ])('says what the options are instead of an object: %j', (options, shown) => {
    expect(problemsOf(options)[0]?.message).toBe(
      `The options must be an object, but they are ${shown}.`,
    );
  });

  it.each([undefined, null, 'x', [], {}, { api: {} }, { api: { url: 3 } }])(
    'says what is missing in %j',
    (options) => {
      const checked = checkOptions(options);
      expect(checked.options.api).toBeNull();
      expect(checked.report.problems.length).toBeGreaterThan(0);
    },
  );

  it('names options that do not exist', () => {
    const { report } = checkOptions({ api, colour: 'red', header: { titel: 'x' } });
    expect(report.unknown).toEqual(['colour', 'header.titel']);
  });
});

describe('an element with wrong options', () => {
  const page = new Page();
  afterEach(() => page.close());

  it('reports each once, works with the rest and never goes blank', async () => {
    await page.open({ theme: 'purple' as 'dark', threads: true } as object);
    page.element.setOptions(page.options({ theme: 'purple' as 'dark' }));
    expect(page.names()).toEqual(['ready', 'error']);
    const [, error] = page.events.filter(({ name }) => name !== 'log');
    expect(error?.detail).toMatchObject({
      error: { code: 'invalid_option', message: expect.stringContaining('theme') },
    });
    expect(page.events).toContainEqual({
      name: 'log',
      detail: { name: 'option.unknown', data: { option: 'threads' } },
    });
    expect(page.input).not.toBeNull();

    page.element.setOptions({} as never);
    await drawn();
    expect(page.root.textContent).toContain('not set up correctly');
    page.element.setOptions(page.options());
    await drawn();
    expect(page.input).not.toBeNull();
  });
});
