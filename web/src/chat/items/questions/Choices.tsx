import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { StructuredInput } from '../../../protocol';
import { useTranslator } from '../../context';
import { type Answer, choose, chooseOther } from './answers';

interface ChoicesProps {
  input: Extract<StructuredInput, { type: 'multiple_choice' }>;
  answer: Answer;
  labelId: string;
  errorId: string | undefined;
  onAnswer: (answer: Answer) => void;
}

/** Suggestions to choose from, and an answer of one's own. The keys 1 to 9 choose, too. */
export function Choices({ input, answer, labelId, errorId, onAnswer }: ChoicesProps) {
  const { t } = useTranslator();
  const name = useId();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const wasOther = useRef(answer.isOther);
  const { options = [], multiple = false } = input;
  const isOther = answer.isOther && !answer.skipped;
  useLayoutEffect(() => {
    // Chosen just now, it waits to be written.
    if (isOther && !wasOther.current) field.current?.focus();
    wasOther.current = isOther;
  }, [isOther]);

  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === field.current) return;
    if (!/^[1-9]$/.test(event.key)) return;
    const inputs = list.current?.querySelectorAll<HTMLInputElement>('[data-choice]') ?? [];
    const chosen = inputs[Number(event.key) - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.focus();
    chosen.click();
  };

  const type = multiple ? 'checkbox' : 'radio';
  const shared = { type, name, 'data-choice': '', 'aria-describedby': errorId } as const;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the choices inside are the controls.
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only with its role it has a name.
    <div
      ref={list}
      class="ck-choices"
      role={multiple ? undefined : 'radiogroup'}
      aria-labelledby={multiple ? undefined : labelId}
      onKeyDown={pressed}
    >
      {options.map(({ value }, index) => (
        <label key={index} class="ck-choice">
          <input
            {...shared}
            checked={!answer.skipped && answer.chosen.includes(value)}
            onChange={() => onAnswer(choose(input, answer, value))}
          />
          <span dir="auto">{value}</span>
          <ShortcutHint index={index} />
        </label>
      ))}
      <div class="ck-choice" data-other="">
        <label>
          <input
            {...shared}
            checked={isOther}
            onChange={() => onAnswer(chooseOther(input, answer))}
          />
          <span>{t('question.other')}</span>
          <ShortcutHint index={options.length} />
        </label>
        {isOther && (
          <input
            ref={field}
            class="ck-answer-field"
            type="text"
            dir="auto"
            autocomplete="off"
            aria-label={t('question.other.label')}
            placeholder={t('question.other.label')}
            value={answer.text}
            onInput={({ currentTarget: { value } }) => onAnswer({ ...answer, text: value })}
          />
        )}
      </div>
    </div>
  );
}

function ShortcutHint({ index }: { index: number }) {
  return index < 9 ? (
    <span class="ck-choice-key" aria-hidden="true">
      {index + 1}
    </span>
  ) : null;
}
