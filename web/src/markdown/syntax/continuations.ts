import type { BlockBuilder } from './block-builder';
import type { Cursor } from './cursor';
import type { OpenBlock } from './open-block';

/** What a line does to a block that is open. */
export type Continuation = 'goes on' | 'ends before' | 'ends with';

/** What the line at the cursor does to an open block; takes the block's marks off it. */
export function continueBlock(block: OpenBlock, builder: BlockBuilder): Continuation {
  const { cursor } = builder;
  switch (block.kind) {
    case 'document':
    case 'list':
      return 'goes on';
    case 'blockquote':
      if (cursor.indented || cursor.line.charAt(cursor.nextNonspace) !== '>') {
        return 'ends before';
      }
      block.end = cursor.lineStart + cursor.nextNonspace + 1;
      block.lastLine = builder.lineNumber;
      cursor.advanceToNonspace();
      cursor.advance(1);
      if (cursor.atSpace) cursor.advanceColumns(1);
      return 'goes on';
    case 'item': {
      const columns = (block.marker?.indent ?? 0) + (block.marker?.padding ?? 0);
      if (cursor.blank) {
        if (block.children.length === 0) return 'ends before';
        cursor.advanceToNonspace();
      } else if (cursor.indent >= columns) cursor.advanceColumns(columns);
      else return 'ends before';
      return 'goes on';
    }
    case 'footnote':
      if (cursor.blank) cursor.advanceToNonspace();
      else if (cursor.indented) cursor.advanceColumns(4);
      else return 'ends before';
      return 'goes on';
    case 'code':
      return continueCode(block, cursor);
    case 'math':
      return continueMath(block, builder);
    case 'html':
      return cursor.blank && block.htmlEnd === null ? 'ends before' : 'goes on';
    case 'paragraph':
    case 'table':
      return cursor.blank ? 'ends before' : 'goes on';
    case 'heading':
    case 'break':
    case 'definition':
      return 'ends before';
    default:
      return block.kind satisfies never;
  }
}

function continueCode({ fence }: OpenBlock, cursor: Cursor): Continuation {
  if (!fence) {
    if (cursor.indented) cursor.advanceColumns(4);
    else if (cursor.blank) cursor.advanceToNonspace();
    else return 'ends before';
    return 'goes on';
  }
  const { sign, length, indent } = fence;
  if (!cursor.indented) {
    const run = /^(`{3,}|~{3,})[ \t]*$/.exec(cursor.rest)?.[1];
    if (run?.startsWith(sign) && run.length >= length) return 'ends with';
  }
  cursor.advanceColumns(Math.min(indent, cursor.indent));
  return 'goes on';
}

function continueMath(block: OpenBlock, builder: BlockBuilder): Continuation {
  const { cursor } = builder;
  const { sign = '', indent = 0 } = block.fence ?? {};
  const text = cursor.rest.trimEnd();
  cursor.advanceColumns(Math.min(indent, cursor.indent));
  if (!text.endsWith(sign)) return 'goes on';
  const content = text.slice(0, -sign.length).trimEnd();
  if (content !== '') builder.addText(block, content, cursor.lineStart + cursor.nextNonspace);
  return 'ends with';
}
