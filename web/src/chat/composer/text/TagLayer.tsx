import type { Ref } from 'preact';
import type { PlacedTag } from '../../model';

interface TagLayerProps {
  text: string;
  /** What the field shows instead of no text: it must have room, too. */
  placeholder: string;
  tags: readonly PlacedTag[];
  /** The direction of the field; none for that of the chat. */
  dir: 'auto' | undefined;
  layerRef: Ref<HTMLDivElement>;
}

/** From so many characters on a text is higher than the field, whatever it says. */
const LONG = 20_000;
/** How much behind a tag tells where the browser breaks its line. */
const BEHIND_TAG = 200;

/** Whether a text is so long that its field scrolls it by itself, and no layer has all of it. */
export const isLong = (length: number): boolean => length > LONG;

/**
 * Draws the tags behind the text field, where their words are in it: the same text in the same type,
 * unseen itself. It also gives the field its height, but for a long text, which would be laid out
 * twice at each key: of that it has what goes before the last tag.
 */
export function TagLayer({ text, placeholder, tags, dir, layerRef }: TagLayerProps) {
  const starts = [0, ...tags.map(({ end }) => end)];
  const last = starts.at(-1) ?? 0;
  const end = isLong(text.length) ? (last === 0 ? 0 : last + BEHIND_TAG) : text.length;
  return (
    <div ref={layerRef} class="ck-tag-layer" aria-hidden="true" dir={dir}>
      {tags.map(({ start, end }, index) => (
        <>
          {text.slice(starts[index], start)}
          <mark class="ck-text-tag" part="composer-tag">
            {text.slice(start, end)}
          </mark>
        </>
      ))}
      {/* A line break at the end makes a new line only if something is on it. */}
      {`${text.slice(last, end) || (text === '' ? placeholder : '')} `}
    </div>
  );
}
