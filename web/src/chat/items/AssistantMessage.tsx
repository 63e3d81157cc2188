import { useMemo, useRef } from 'preact/hooks';
import { type Mark, Markdown } from '../../markdown';
import type { Annotation, AssistantMessageContent, AssistantMessageItem } from '../../protocol';
import { CodePoints } from './code-points';
import { SourceList } from './SourceList';
import { SourceMark } from './SourceMark';
import { collectSources, type Place } from './sources';

interface AssistantMessageProps {
  item: AssistantMessageItem;
  streaming: boolean;
}

const NO_ANNOTATIONS: readonly Annotation[] = [];
const NO_PLACES: readonly Place[] = [];

export function AssistantMessage({ item, streaming }: AssistantMessageProps) {
  const last = item.content.length - 1;
  const annotations = item.content.map((part) => part.annotations ?? NO_ANNOTATIONS);
  // A text that grows has the same ones.
  const sources = useMemo(() => collectSources(annotations), annotations);
  return (
    <div class="ck-assistant" part="assistant-message">
      {item.content.map((part, index) => (
        <Part
          key={index}
          part={part}
          places={sources.places[index] ?? NO_PLACES}
          streaming={streaming && index === last}
        />
      ))}
      {!streaming && sources.all.length > 0 && <SourceList all={sources.all} />}
    </div>
  );
}

interface PartProps {
  part: AssistantMessageContent;
  places: readonly Place[];
  streaming: boolean;
}

function Part({ part: { text }, places, streaming }: PartProps) {
  const counted = useRef<CodePoints>(null);
  counted.current ??= new CodePoints();
  const found =
    places.length === 0
      ? []
      : counted.current.offsets(
          text,
          places.map(({ index }) => index),
        );
  // What lies behind the end of a text that is complete belongs to its end.
  const offsets = found.map((offset) => offset ?? (streaming ? null : text.length));
  const key = offsets.join();
  // The key says where the marks are.
  const marks = useMemo(() => marksAt(places, offsets), [places, key]);
  return <Markdown text={text} streaming={streaming} marks={marks} />;
}

/** The marks that the text has reached, each source once at a place. */
function marksAt(places: readonly Place[], offsets: readonly (number | null)[]): readonly Mark[] {
  const marks = new Map<string, Mark>();
  places.forEach(({ source }, at) => {
    const offset = offsets[at] ?? null;
    if (offset === null) return;
    const key = `${offset} ${source.identity}`;
    const content = <SourceMark numbered={source} />;
    if (!marks.has(key)) marks.set(key, { offset, key, content });
  });
  return [...marks.values()];
}
