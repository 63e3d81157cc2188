import type { Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

const OPTIONS = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };

/** CommonMark with GitHub's extensions. Total: every string is some document. */
export function parse(source: string): Root {
  return fromMarkdown(source, OPTIONS);
}
