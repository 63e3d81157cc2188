import { useLayoutEffect, useRef } from 'preact/hooks';
import type { StructuredInputItem } from '../../../protocol';
import { useRules } from '../../lazy';
import { Answered } from './Answered';
import { QuestionForm } from './QuestionForm';
import rules from './questions.css?inline';

/** Questions of the assistant: a form while they are open, then what was answered. */
export function Questions({ item }: { item: StructuredInputItem }) {
  useRules(rules);
  const hadFocus = useRef(false);
  const answered = useRef<HTMLDListElement>(null);
  const isOpen = item.status === 'pending';
  useLayoutEffect(() => {
    // The form is gone, and with it the button that was pressed.
    if (!isOpen && hadFocus.current) answered.current?.focus({ preventScroll: true });
  }, [isOpen]);
  if (!isOpen) return <Answered item={item} listRef={answered} />;
  return (
    <QuestionForm
      item={item}
      onSend={(isFocused) => {
        hadFocus.current = isFocused;
      }}
    />
  );
}
