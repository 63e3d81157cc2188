const TAB_STOP = 4;
const TAB = 9;
const SPACE = 32;

/** A place in a line, counted in characters and, for tabs reach to the next of their stops, in columns. */
export class Cursor {
  line = '';
  /** Where the line starts in the text. */
  lineStart = 0;
  offset = 0;
  #column = 0;
  /** Columns of a tab at `offset` that belong to what follows. */
  #restOfTab = 0;

  /** The first character that is no space, from `offset` on. */
  nextNonspace = 0;
  /** Columns of space before it. */
  indent = 0;

  reset(line: string, lineStart: number): void {
    this.line = line;
    this.lineStart = lineStart;
    this.offset = 0;
    this.#column = 0;
    this.#restOfTab = 0;
    this.findNextNonspace();
  }

  /** Nothing but space is left. */
  get blank(): boolean {
    return this.nextNonspace >= this.line.length;
  }

  /** So far in that it is code, if nothing else goes on. */
  get indented(): boolean {
    return this.indent >= TAB_STOP;
  }

  /** The rest of the line without its indentation. */
  get rest(): string {
    return this.line.slice(this.nextNonspace);
  }

  findNextNonspace(): void {
    let column = this.#column;
    let at = this.offset;
    for (; at < this.line.length; at += 1) {
      const code = this.line.charCodeAt(at);
      if (code === SPACE) column += 1;
      else if (code === TAB) column += TAB_STOP - (column % TAB_STOP);
      else break;
    }
    this.nextNonspace = at;
    this.indent = column - this.#column;
  }

  advanceToNonspace(): void {
    this.#column += this.indent;
    this.offset = this.nextNonspace;
    this.#restOfTab = 0;
    this.indent = 0;
  }

  advance(characters: number): void {
    for (let left = characters; left > 0 && this.offset < this.line.length; left -= 1) {
      const isTab = this.line.charCodeAt(this.offset) === TAB;
      this.#column += isTab ? TAB_STOP - (this.#column % TAB_STOP) : 1;
      this.offset += 1;
    }
    this.#restOfTab = 0;
    this.findNextNonspace();
  }

  advanceColumns(columns: number): void {
    for (let left = columns; left > 0 && this.offset < this.line.length; ) {
      if (this.line.charCodeAt(this.offset) === TAB) {
        const width = TAB_STOP - (this.#column % TAB_STOP);
        const taken = Math.min(left, width);
        this.#column += taken;
        this.#restOfTab = width - taken;
        if (taken === width) this.offset += 1;
        left -= taken;
      } else {
        this.#column += 1;
        this.offset += 1;
        this.#restOfTab = 0;
        left -= 1;
      }
    }
    this.findNextNonspace();
  }

  /** A space or tab is next. */
  get atSpace(): boolean {
    const code = this.line.charCodeAt(this.offset);
    return code === SPACE || code === TAB;
  }

  /** What is left of the line, and where it starts in the text. */
  take(): { text: string; at: number } {
    if (this.#restOfTab > 0) {
      const text = ' '.repeat(this.#restOfTab) + this.line.slice(this.offset + 1);
      return { text, at: this.lineStart + this.offset + 1 - this.#restOfTab };
    }
    return { text: this.line.slice(this.offset), at: this.lineStart + this.offset };
  }
}
