import type { ThemeChoice } from '../theme/theme';
import { THEME_CHOICES } from '../theme/theme';

type Arguments = Record<string, unknown>;

/** What an agent may have the page do: the client tools that this page knows. */
export function clientTools(chooseTheme: (choice: ThemeChoice) => void) {
  const tools: Record<string, (given: Arguments) => Arguments> = {
    get_selection: () => ({ text: window.getSelection()?.toString() ?? '' }),
    switch_theme: ({ theme }) => {
      const choice = THEME_CHOICES.find((known) => known === theme);
      if (!choice) throw new Error(`theme must be one of ${THEME_CHOICES.join(', ')}.`);
      chooseTheme(choice);
      return { theme: choice };
    },
  };
  return async ({ name, params }: { name: string; params: Arguments }): Promise<Arguments> => {
    const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
    if (!tool) throw new Error(`This page has no tool ${name}.`);
    return tool(params);
  };
}
