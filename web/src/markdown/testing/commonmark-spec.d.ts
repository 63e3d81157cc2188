/** The text of the CommonMark specification and what it says by examples. It brings no types. */
declare module 'commonmark-spec' {
  export const tests: readonly {
    readonly number: number;
    /** With an arrow for each tab, like `html`. */
    readonly markdown: string;
    readonly html: string;
  }[];
}
