import { useId } from 'preact/hooks';
import { Icon } from '../../../icons';
import { Markdown } from '../../../markdown';
import type { StructuredInput } from '../../../protocol';
import { useTranslator } from '../../context';
import type { Answer } from './answers';
import { Choices } from './Choices';

interface QuestionProps {
  input: StructuredInput;
  /** Which one it is, if there are several. */
  place: { readonly number: number; readonly count: number } | null;
  answer: Answer;
  /** It was to be sent without an answer. */
  missing: boolean;
  disabled: boolean;
  onAnswer: (answer: Answer) => void;
}

/** One question: its suggestions or a text field, and a way to leave it unanswered. */
export function Question({ input, place, answer, missing, disabled, onAnswer }: QuestionProps) {
  const { t } = useTranslator();
  const id = useId();
  const errorId = missing ? `${id}-error` : undefined;
  const description = input.type === 'multiple_choice' ? undefined : input.description;
  return (
    <fieldset
      class="ck-question"
      data-question={input.id}
      data-skipped={answer.skipped ? '' : undefined}
      disabled={disabled}
    >
      <legend id={`${id}-question`}>
        {place && <span class="ck-question-place">{t('question.place', place)}</span>}
        <span dir="auto">{input.question}</span>
      </legend>
      {input.type === 'multiple_choice' ? (
        <Choices
          input={input}
          answer={answer}
          labelId={`${id}-question`}
          errorId={errorId}
          onAnswer={onAnswer}
        />
      ) : (
        <>
          {description !== undefined && (
            <div id={`${id}-description`} class="ck-question-description">
              <Markdown text={description} />
            </div>
          )}
          <textarea
            class="ck-answer-field"
            dir="auto"
            rows={3}
            aria-label={input.question}
            aria-describedby={
              errorId ?? (description === undefined ? undefined : `${id}-description`)
            }
            aria-invalid={missing}
            value={answer.text}
            onInput={({ currentTarget: { value } }) =>
              onAnswer({ ...answer, text: value, skipped: false })
            }
          />
        </>
      )}
      {errorId !== undefined && (
        <p id={errorId} class="ck-question-error" role="alert">
          <Icon name="lucide:circle-alert" size={14} />
          {t(place ? 'question.missing.several' : 'question.missing')}
        </p>
      )}
      {place && (
        <button
          type="button"
          class="ck-text-button"
          aria-describedby={`${id}-question`}
          onClick={() => onAnswer({ ...answer, skipped: !answer.skipped })}
        >
          {t(answer.skipped ? 'question.unskip' : 'question.skip')}
        </button>
      )}
    </fieldset>
  );
}
