/**
 * A decoder of `text/event-stream` without any input or output of its own.
 *
 * Bytes may be cut anywhere, in the middle of a character or of a line ending included. Only the
 * `data` field matters to the protocol: comments (a server's keep-alive) and other fields are skipped.
 *
 * Source: WHATWG HTML, "Interpreting an event stream".
 */
export class SseDecoder {
  readonly #text = new TextDecoder();
  /** The last line so far, not yet ended. */
  #line = '';
  #data: string[] = [];
  #endedWithCr = false;

  /**
   * Takes the next piece of the stream.
   *
   * @returns The data of each event that this piece completed, in order.
   */
  push(chunk: Uint8Array | string): string[] {
    let text = typeof chunk === 'string' ? chunk : this.#text.decode(chunk, { stream: true });
    if (text === '') return [];
    if (this.#endedWithCr && text[0] === '\n') text = text.slice(1);
    this.#endedWithCr = text === '' ? false : text.endsWith('\r');

    const lines = (this.#line + text).split(/\r\n|\r|\n/);
    this.#line = lines.pop() ?? '';
    const events: string[] = [];
    for (const line of lines) this.#take(line, events);
    return events;
  }

  #take(line: string, events: string[]): void {
    if (line === '') {
      if (this.#data.length > 0) events.push(this.#data.join('\n'));
      this.#data = [];
    } else if (line.startsWith('data:')) {
      this.#data.push(line.slice(line[5] === ' ' ? 6 : 5));
    } else if (line === 'data') {
      this.#data.push('');
    }
  }
}
