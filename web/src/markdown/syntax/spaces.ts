/** A text without the spaces and tabs at its end, in linear time, which a pattern for it is not. */
export function withoutEndSpace(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
