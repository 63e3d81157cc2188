import { type ReactNode, useId, useRef } from 'react';
import { formatJson, parseJson, positionOf } from './json';

interface EditorProps {
  label: string;
  text: string;
  /** It is not what the server gave. */
  edited: boolean;
  onChange: (text: string) => void;
  onReset: () => void;
  children?: ReactNode;
}

/** JSON to be edited, with where it is wrong. */
export function Editor({ label, text, edited, onChange, onReset, children }: EditorProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const parsed = parseJson(text);
  const problem = 'problem' in parsed ? parsed.problem : null;

  const goTo = (line: number, column: number) => {
    const position = positionOf(text, line, column);
    field.current?.focus();
    field.current?.setSelectionRange(position, position + 1);
  };

  return (
    <section className="editor">
      <div className="head">
        <h2>
          <label htmlFor={id}>{label}</label>
        </h2>
        <button
          type="button"
          disabled={problem !== null}
          onClick={() => 'value' in parsed && onChange(formatJson(parsed.value))}
        >
          Format
        </button>
        <button type="button" disabled={!edited} onClick={onReset}>
          Reset
        </button>
      </div>
      <textarea
        ref={field}
        id={id}
        value={text}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        dir="ltr"
        aria-invalid={problem !== null}
        aria-describedby={`${id}-problem`}
        onChange={({ target }) => onChange(target.value)}
      />
      <div id={`${id}-problem`} className="problem" role="status">
        {problem && (
          <>
            {problem.message}
            <button type="button" onClick={() => goTo(problem.line, problem.column)}>
              {`Line ${problem.line}, column ${problem.column}`}
            </button>
          </>
        )}
      </div>
      {children}
    </section>
  );
}
