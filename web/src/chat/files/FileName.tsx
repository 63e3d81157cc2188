import { splitName } from './fileKind';

/** A name on one line; what does not fit is left out of its middle. */
export function FileName({ name }: { name: string }) {
  const [head, tail] = splitName(name);
  return (
    <span class="ck-file-name" dir="auto" title={name}>
      <span>{head}</span>
      {tail !== '' && <span>{tail}</span>}
    </span>
  );
}
