import type {
  ChatKitOptions,
  CommandsOption,
  ComposerOption,
  CustomApiConfig,
  DisclaimerOption,
  EntitiesOption,
  FileUploadStrategy,
  HeaderOption,
  HistoryOption,
  HostedApiConfig,
  ModelOption,
  StartScreenOption,
  StartScreenPrompt,
  ThreadItemActionsOption,
  ThreadOption,
  ToolOption,
  WidgetsOption,
} from '@openai/chatkit';
import type { ChatOptions } from '../chat';
import {
  anything,
  boolean,
  type Check,
  either,
  func,
  list,
  nullable,
  number,
  object,
  oneOf,
  type Report,
  record,
  string,
  url,
} from './schema';
import { theme } from './theme-option';

const has = (name: string) => (value: unknown) =>
  typeof value === 'object' && value !== null && name in value;
const isString = (value: unknown) => typeof value === 'string';

const uploadStrategy: Check<FileUploadStrategy> = either(
  (value) => has('type')(value) && (value as { type: unknown }).type === 'direct',
  object<Extract<FileUploadStrategy, { type: 'direct' }>>(
    { type: oneOf('direct'), uploadUrl: url },
    ['type', 'uploadUrl'],
  ),
  object<Extract<FileUploadStrategy, { type: 'two_phase' }>>(
    { type: oneOf('two_phase', 'direct') as Check<'two_phase'> },
    ['type'],
  ),
);

const api = either(
  has('getClientSecret'),
  object<HostedApiConfig>({ getClientSecret: func }, ['getClientSecret']),
  object<CustomApiConfig>({ url, fetch: func, domainKey: string, uploadStrategy }, ['url']),
);

type HeaderAction = NonNullable<HeaderOption['leftAction']>;
const headerAction = object<HeaderAction>(
  // An icon that is not drawn here gets a neutral one.
  { icon: string as Check<HeaderAction['icon']>, onClick: func },
  ['icon', 'onClick'],
);
const header = object<HeaderOption>({
  enabled: boolean,
  title: object<NonNullable<HeaderOption['title']>>({ enabled: boolean, text: string }),
  leftAction: headerAction,
  rightAction: headerAction,
});

type Icon = NonNullable<StartScreenPrompt['icon']>;
const icon = string as Check<Icon>;

const startScreen = object<StartScreenOption>({
  greeting: string,
  prompts: list(
    object<StartScreenPrompt>(
      { label: string, prompt: either(isString, string, list(anything)), icon },
      ['label', 'prompt'],
    ),
  ),
});

type Attachments = NonNullable<ComposerOption['attachments']>;
const composer = object<ComposerOption>({
  placeholder: string,
  attachments: object<Attachments>(
    {
      enabled: boolean,
      maxSize: either((value) => typeof value === 'number', number, record(number)),
      maxCount: number,
      accept: record(list(string)),
    },
    ['enabled'],
  ),
  tools: list(
    object<ToolOption>(
      {
        id: string,
        label: string,
        icon,
        shortLabel: string,
        placeholderOverride: string,
        pinned: boolean,
        persistent: boolean,
      },
      ['id', 'label', 'icon'],
    ),
  ),
  models: list(
    object<ModelOption>(
      { id: string, label: string, description: string, disabled: boolean, default: boolean },
      ['id', 'label'],
    ),
  ),
  dictation: object<NonNullable<ComposerOption['dictation']>>({ enabled: boolean }, ['enabled']),
});

const options = object<ChatKitOptions>({
  api,
  locale: string as Check<NonNullable<ChatKitOptions['locale']>>,
  theme,
  frameTitle: string,
  initialThread: nullable(string),
  onClientTool: func,
  header,
  history: object<HistoryOption>({ enabled: boolean, showDelete: boolean, showRename: boolean }),
  startScreen,
  threadItemActions: object<ThreadItemActionsOption>({ feedback: boolean, retry: boolean }),
  composer,
  disclaimer: object<DisclaimerOption>({ text: string, highContrast: boolean }, ['text']),
  entities: object<EntitiesOption>({
    onTagSearch: func,
    showComposerMenu: boolean,
    onClick: func,
    onRequestPreview: func,
  }),
  commands: object<CommandsOption>({ enabled: boolean, onSearch: func, onSelect: func }, [
    'enabled',
  ]),
  widgets: object<WidgetsOption>({ onAction: func }),
  thread: object<ThreadOption>({ autoScroll: boolean }),
});

/** Attachments need a way to the server, which only a hosted one has by itself. */
function withUploads(checked: ChatKitOptions, report: Report): ChatKitOptions {
  const { api, composer: option } = checked;
  if (!option?.attachments?.enabled || !api) return checked;
  if ('getClientSecret' in api || api.uploadStrategy) return checked;
  const path = 'api.uploadStrategy';
  if (report.problems.every((problem) => !problem.path.startsWith(path))) {
    report.problems.push({
      path,
      message: `The option ${path} must be { type: "two_phase" } or { type: "direct", uploadUrl } when composer.attachments.enabled is true, but it is not given.`,
    });
  }
  return { ...checked, composer: { ...option, attachments: { enabled: false } } };
}

/** The page's options as far as they are right, and what is wrong with the rest. */
export function checkOptions(value: unknown): { options: ChatOptions; report: Report } {
  const report: Report = { problems: [], unknown: [] };
  const checked = options(value, '', report);
  if (!checked?.api && report.problems.every(({ path }) => !path.startsWith('api'))) {
    report.problems.push({
      path: 'api',
      message:
        'The option api must be { url } of a ChatKit server, or { getClientSecret }, but it is not given.',
    });
  }
  const allowed = checked && withUploads(checked, report);
  return { options: { ...allowed, api: allowed?.api ?? null }, report };
}
