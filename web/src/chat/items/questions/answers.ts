import type { StructuredInput, StructuredInputSubmission } from '../../../protocol';

/** What was entered for one question, whether or not it counts as an answer yet. */
export interface Answer {
  /** Suggestions that were chosen. */
  readonly chosen: readonly string[];
  /** Whether an answer of the user's own counts, beside the suggestions or in their place. */
  readonly isOther: boolean;
  /** That answer; of a question without suggestions the only one. */
  readonly text: string;
  readonly skipped: boolean;
}

/** By the questions' ids. */
export type Answers = Readonly<Record<string, Answer>>;

export const NO_ANSWER: Answer = { chosen: [], isOther: false, text: '', skipped: false };

export const answerTo = (input: StructuredInput, answers: Answers): Answer =>
  answers[input.id] ?? NO_ANSWER;

/** Chooses a suggestion, or takes it back where several may be chosen. */
export function choose(input: StructuredInput, answer: Answer, value: string): Answer {
  const kept = { ...answer, skipped: false };
  if (input.type !== 'multiple_choice' || !input.multiple) {
    return { ...kept, chosen: [value], isOther: false };
  }
  const isChosen = answer.chosen.includes(value);
  const chosen = isChosen
    ? answer.chosen.filter((other) => other !== value)
    : [...answer.chosen, value];
  return { ...kept, chosen };
}

/** Lets an answer of the user's own count, or no longer. */
export function chooseOther(input: StructuredInput, answer: Answer): Answer {
  const isMultiple = input.type === 'multiple_choice' && input.multiple === true;
  return {
    ...answer,
    skipped: false,
    isOther: isMultiple ? !answer.isOther : true,
    chosen: isMultiple ? answer.chosen : [],
  };
}

/** What an answer says, suggestions in their own order; empty where it says nothing. */
export function valuesOf(input: StructuredInput, answer: Answer): string[] {
  if (answer.skipped) return [];
  const text = answer.text.trim();
  if (input.type !== 'multiple_choice') return text === '' ? [] : [text];
  const values = (input.options ?? [])
    .map((option) => option.value)
    .filter((value, index, all) => answer.chosen.includes(value) && all.indexOf(value) === index);
  return answer.isOther && text !== '' ? [...values, text] : values;
}

/** Whether nothing more is needed of the user. */
export function isSettled(input: StructuredInput, answer: Answer): boolean {
  if (answer.skipped) return true;
  const isHalf = input.type === 'multiple_choice' && answer.isOther && answer.text.trim() === '';
  return !isHalf && valuesOf(input, answer).length > 0;
}

/** What is sent to the server. */
export function submissionOf(
  inputs: readonly StructuredInput[],
  answers: Answers,
): StructuredInputSubmission {
  const entries = inputs.map((input) => {
    const values = valuesOf(input, answerTo(input, answers));
    return [input.id, values.length > 0 ? { values } : { values, skipped: true }] as const;
  });
  const isAnswered = entries.some(([, { values }]) => values.length > 0);
  return { status: isAnswered ? 'answered' : 'skipped', answers: Object.fromEntries(entries) };
}
