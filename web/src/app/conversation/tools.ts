import type { ThemeChoice } from '../theme/theme';
import { THEME_CHOICES } from '../theme/theme';

type Arguments = Record<string, unknown>;
type Tool = (given: Arguments) => Arguments;

export interface PageTools {
  readonly chooseTheme: (choice: ThemeChoice) => void;
  /** The text that the user selected last. */
  readonly selection: () => string;
}

/** As much of a selection as the server takes, in characters. */
const MAX_SELECTION = 20_000;

const TOOLS = {
  get_selection:
    ({ selection }) =>
    () => ({ text: selection().slice(0, MAX_SELECTION) }),
  switch_theme:
    ({ chooseTheme }) =>
    ({ theme }) => {
      const choice = THEME_CHOICES.find((known) => known === theme);
      if (!choice) throw new Error(`theme must be one of ${THEME_CHOICES.join(', ')}.`);
      chooseTheme(choice);
      return { theme: choice };
    },
} satisfies Record<string, (page: PageTools) => Tool>;

const isKnown = (name: string): name is keyof typeof TOOLS => Object.hasOwn(TOOLS, name);

/** What an agent may have the page do; an error that is thrown here is what its model hears. */
export function clientTools(page: PageTools) {
  return async ({ name, params }: { name: string; params: Arguments }): Promise<Arguments> => {
    if (!isKnown(name)) throw new Error(`This page has no tool ${name}.`);
    return TOOLS[name](page)(params);
  };
}

/** Says which tools the page has: an agent is offered no others. */
export const TOOL_HEADERS = { 'X-Client-Tools': Object.keys(TOOLS).join(', ') };
