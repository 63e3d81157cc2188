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

/**
 * Draws the tags behind the text field, where their words are in it: the same text in the same type,
 * unseen itself. It also gives the field its height.
 */
export function TagLayer({ text, placeholder, tags, dir, layerRef }: TagLayerProps) {
  const starts = [0, ...tags.map(({ end }) => end)];
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
      {`${text.slice(starts.at(-1)) || (text === '' ? placeholder : '')} `}
    </div>
  );
}
