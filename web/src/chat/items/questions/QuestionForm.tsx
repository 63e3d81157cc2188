import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { StructuredInputItem } from '../../../protocol';
import { useChat, useConversation, useTranslator } from '../../context';
import { type Chat, ignoreReported } from '../../model';
import { type Answer, type Answers, answerTo, isSettled, NO_ANSWER, submissionOf } from './answers';
import { Question } from './Question';

export interface QuestionFormProps {
  item: StructuredInputItem;
  /** The answers are on their way; says whether the focus was in the form. */
  onSend: (isFocused: boolean) => void;
}

/** Questions that are open. What is entered is kept until the server has it. */
export function QuestionForm({ item, onSend }: QuestionFormProps) {
  const chat = useChat();
  const { t } = useTranslator();
  const { inputs, id } = item;
  const [answers, setAnswers] = useDraft(chat, id);
  const [isChecked, setChecked] = useState(false);
  const [isSending, setSending] = useState(false);
  const isBusy = useConversation((state) => state.activity !== 'idle');
  const form = useRef<HTMLFormElement>(null);
  const refocus = useRef(false);
  useLayoutEffect(() => {
    if (isBusy || isSending || !refocus.current) return;
    // It was not taken: what was disabled meanwhile has lost the focus.
    refocus.current = false;
    form.current?.querySelector<HTMLElement>('[type=submit]')?.focus({ preventScroll: true });
  }, [isBusy, isSending]);
  const open = inputs.filter((input) => !isSettled(input, answerTo(input, answers)));

  const send = (sent: Answers) => {
    if (isBusy) return;
    const root = form.current?.getRootNode() as ShadowRoot | undefined;
    const isFocused = form.current?.contains(root?.activeElement ?? null) ?? false;
    onSend(isFocused);
    refocus.current = isFocused;
    setSending(true);
    chat.session.current.value
      .answer(id, submissionOf(inputs, sent))
      .then(() => draftsOf(chat).delete(id), ignoreReported)
      .finally(() => setSending(false));
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setChecked(true);
    const [first] = open;
    if (!first) return send(answers);
    const fields = form.current?.querySelectorAll<HTMLElement>('[data-question]') ?? [];
    const field = [...fields].find((element) => element.dataset['question'] === first.id);
    field?.querySelector<HTMLElement>('input, textarea')?.focus();
  };
  const skipAll = () =>
    send(Object.fromEntries(inputs.map((input) => [input.id, { ...NO_ANSWER, skipped: true }])));

  return (
    <form
      ref={form}
      class="ck-questions"
      part="questions"
      noValidate
      aria-label={t('question.form', { count: inputs.length })}
      onSubmit={submit}
      onKeyDown={(event) => {
        const isSend = event.key === 'Enter' && (event.metaKey || event.ctrlKey);
        if (isSend && !event.isComposing) form.current?.requestSubmit();
      }}
    >
      {inputs.map((input, index) => (
        <Question
          key={input.id}
          input={input}
          place={inputs.length > 1 ? { number: index + 1, count: inputs.length } : null}
          answer={answerTo(input, answers)}
          missing={isChecked && open.includes(input)}
          disabled={isSending}
          onAnswer={(answer: Answer) => setAnswers({ ...answers, [input.id]: answer })}
        />
      ))}
      <Announcement question={inputs[0]?.question ?? ''} />
      <div class="ck-questions-foot">
        <button type="submit" class="ck-button" data-primary="" disabled={isBusy}>
          {t(isSending ? 'question.sending' : 'question.send', { count: inputs.length })}
        </button>
        <button type="button" class="ck-button" disabled={isBusy} onClick={skipAll}>
          {t(inputs.length > 1 ? 'question.skipAll' : 'question.skip')}
        </button>
        {inputs.length > 1 && (
          <span class="ck-questions-count" role="status">
            {t('question.progress', {
              done: inputs.length - open.length,
              count: inputs.length,
            })}
          </span>
        )}
      </div>
    </form>
  );
}

/** Reads the question out when it comes up: for those who do not see that it stands there. */
function Announcement({ question }: { question: string }) {
  const { t } = useTranslator();
  const [said, setSaid] = useState('');
  const isBusy = useConversation((state) => state.activity !== 'idle');
  const [isNew] = useState(isBusy);
  useEffect(() => {
    if (isNew) setSaid(t('question.announce', { question }));
  }, [isNew, question, t]);
  return (
    <p class="ck-sr" role="status">
      {said}
    </p>
  );
}

/** What was entered and not sent: kept with the chat, so that a form may come and go. */
const drafts = new WeakMap<Chat, Map<string, Answers>>();

function draftsOf(chat: Chat): Map<string, Answers> {
  const known = drafts.get(chat) ?? new Map<string, Answers>();
  drafts.set(chat, known);
  return known;
}

function useDraft(chat: Chat, itemId: string): [Answers, (answers: Answers) => void] {
  const [answers, setAnswers] = useState(() => draftsOf(chat).get(itemId) ?? {});
  return [
    answers,
    (next) => {
      draftsOf(chat).set(itemId, next);
      setAnswers(next);
    },
  ];
}
