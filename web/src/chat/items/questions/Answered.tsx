import type { Ref } from 'preact';
import type { StructuredInputItem } from '../../../protocol';
import { useTranslator } from '../../context';

interface AnsweredProps {
  item: StructuredInputItem;
  listRef: Ref<HTMLDListElement>;
}

/** What was asked and what was answered. */
export function Answered({ item, listRef }: AnsweredProps) {
  const { t } = useTranslator();
  return (
    <dl
      ref={listRef}
      class="ck-answers"
      part="answers"
      tabIndex={-1}
      aria-label={t('question.answers')}
    >
      {item.inputs.map(({ id, question, answer }) => {
        const values = answer?.skipped ? [] : (answer?.values ?? []);
        return (
          <div key={id}>
            <dt dir="auto">{question}</dt>
            {values.map((value, index) => (
              <dd key={index} dir="auto">
                {value}
              </dd>
            ))}
            {values.length === 0 && <dd data-skipped="">{t('question.skipped')}</dd>}
          </div>
        );
      })}
    </dl>
  );
}
