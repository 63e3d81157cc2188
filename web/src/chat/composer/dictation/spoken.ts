/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Spoken text with the spaces that it needs between what is before and behind the cursor. */
export function spaced(before: string, spoken: string, after: string): string {
  const text = spoken.trim();
  const first = [...text][0] ?? '';
  const last = [...text].at(-1) ?? '';
  const lead = needsSpace([...before].at(-1) ?? '', first) ? ' ' : '';
  const trail = needsSpace(last, [...after][0] ?? '') ? ' ' : '';
  return `${lead}${text}${trail}`;
}

function needsSpace(left: string, right: string): boolean {
  if (left === '' || right === '') return false;
  if (/\s|[\p{Ps}\p{Pi}]/u.test(left) || /\s|[\p{Pe}\p{Pf}.,;:!?…،؟。、]/u.test(right))
    return false;
  return !UNSPACED.test(left) && !UNSPACED.test(right);
}
