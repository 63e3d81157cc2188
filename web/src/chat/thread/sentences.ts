import { plainText } from '../../markdown';

/** The end of a sentence or of a line, in the scripts that mark it. */
const END = /[.!?…。！？؟۔।]["'”’»)\]]*(?=\s)|[。！？]|\n/g;

/** Takes the finished sentences out of a text while it grows, each once, without its marks. */
export class SentenceReader {
  #read = 0;
  #said = false;

  /** Whether it has given anything to read out yet. */
  get hasRead(): boolean {
    return this.#said;
  }

  /**
   * @param text The whole text so far.
   * @param final Nothing more will come, so that the rest is finished too.
   * @returns What can be read out now; empty when nothing more is finished.
   */
  next(text: string, final: boolean): string {
    const rest = text.slice(this.#read);
    const length = final ? rest.length : finishedLength(rest);
    this.#read += length;
    const sentences = plainText(rest.slice(0, length));
    this.#said ||= sentences !== '';
    return sentences;
  }
}

function finishedLength(text: string): number {
  let length = 0;
  for (const end of text.matchAll(END)) length = end.index + end[0].length;
  // Code is read as a whole, when it is closed.
  const fences = [...text.slice(0, length).matchAll(/^ *(?:```|~~~)/gm)];
  return fences.length % 2 === 0 ? length : (fences.at(-1)?.index ?? length);
}
