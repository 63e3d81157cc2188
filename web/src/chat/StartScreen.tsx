import { Icon } from '../icons';
import { useChat, useObservable, useTranslator } from './context';
import { ignoreReported } from './model';

/** What is shown before the first message. */
export function StartScreen() {
  const chat = useChat();
  const { t } = useTranslator();
  const { greeting, prompts = [] } = useObservable(chat.options).startScreen ?? {};
  return (
    <div class="ck-start" part="start-screen">
      <div class="ck-start-inner ck-column">
        <p class="ck-greeting" part="greeting" dir="auto">
          {greeting ?? t('start.greeting')}
        </p>
        {prompts.length > 0 && (
          <ul class="ck-prompts" aria-label={t('start.prompts')}>
            {prompts.map((prompt) => (
              <li key={prompt.label}>
                <button
                  type="button"
                  class="ck-prompt"
                  part="prompt"
                  onClick={() => {
                    chat.sendPrompt(prompt.prompt).catch(ignoreReported);
                    // The prompts go, and with them the focus. A phone's keyboard stays closed.
                    if (!globalThis.matchMedia?.('(pointer: coarse)').matches) {
                      chat.composer.input?.focus();
                    }
                  }}
                >
                  {prompt.icon && <Icon name={prompt.icon} size={18} />}
                  <bdi>{prompt.label}</bdi>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
