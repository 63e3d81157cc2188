import { useId } from 'react';

interface SegmentsProps<T extends string> {
  label: string;
  choices: readonly T[];
  value: T;
  onChange: (value: T) => void;
}

/** One of a few choices, all in sight. */
export function Segments<T extends string>({ label, choices, value, onChange }: SegmentsProps<T>) {
  const id = useId();
  return (
    <fieldset className="segments">
      <legend>{label}</legend>
      <div>
        {choices.map((choice) => (
          <label key={choice}>
            <input
              type="radio"
              name={id}
              checked={choice === value}
              onChange={() => onChange(choice)}
            />
            <span>{choice}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
