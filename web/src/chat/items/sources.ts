import type { Entity } from '@openai/chatkit';
import type { Annotation, EntitySource, Source } from '../../protocol';

/** A source of a message; annotations that name the same one share it. */
export interface NumberedSource {
  readonly identity: string;
  readonly source: Source;
  /** From 1; null where it has a name or an icon of its own in the text. */
  readonly number: number | null;
}

/** Where in one part of a message a source is named. */
export interface Place {
  /** In code points of the part's text. */
  readonly index: number;
  readonly source: NumberedSource;
}

export interface MessageSources {
  /** In the order in which the text names them; those without a place last. */
  readonly all: readonly NumberedSource[];
  /** For each part of the message, in the order of its text. */
  readonly places: readonly (readonly Place[])[];
}

/** What identifies a source: two annotations may name the same one. */
export function identityOf(source: Source): string {
  switch (source.type) {
    case 'url':
      return `url ${source.url}`;
    case 'file':
      return `file ${source.filename}`;
    case 'entity':
      return `entity ${source.id}`;
    default:
      return source satisfies never;
  }
}

const isKnown = ({ source }: Annotation): boolean =>
  source?.type === 'url' || source?.type === 'file' || source?.type === 'entity';

/** The sources of a message by the annotations of its parts. */
export function collectSources(parts: readonly (readonly Annotation[])[]): MessageSources {
  const known = parts.map((annotations) => annotations.filter(isKnown));
  const placed = known.map((annotations) =>
    annotations
      .filter((annotation) => Number.isInteger(annotation.index))
      .toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0)),
  );
  const found = new Map<string, NumberedSource>();
  let count = 0;
  for (const { source } of [...placed.flat(), ...known.flat()]) {
    const identity = identityOf(source);
    if (found.has(identity)) continue;
    const isNamed =
      source.type === 'entity' && (source.inline_label !== undefined || source.icon !== undefined);
    if (!isNamed) count += 1;
    found.set(identity, { identity, source, number: isNamed ? null : count });
  }
  const places = placed.map((annotations) =>
    annotations.map(({ index, source }): Place => {
      return { index: index ?? 0, source: found.get(identityOf(source)) as NumberedSource };
    }),
  );
  return { all: [...found.values()], places };
}

/** Sources by their group; those without one first. */
export function groupSources(all: readonly NumberedSource[]) {
  const groups = new Map<string, NumberedSource[]>([['', []]]);
  for (const numbered of all) {
    const name = numbered.source.group ?? '';
    groups.set(name, [...(groups.get(name) ?? []), numbered]);
  }
  return [...groups].filter(([, sources]) => sources.length > 0);
}

/** Where a source is from, in a few words: the host of a page, the name of a file. */
export function originOf(source: Source): string | null {
  switch (source.type) {
    case 'url':
      return source.attribution ?? hostOf(source.url);
    case 'file':
      return source.filename === source.title ? null : source.filename;
    case 'entity':
      return source.label ?? null;
    default:
      return source satisfies never;
  }
}

export function hostOf(url: string): string | null {
  const host = URL.parse?.(url)?.host ?? /^https?:\/\/([^/?#]+)/i.exec(url)?.[1];
  return host?.replace(/^www\./, '') || null;
}

/** The entity that a source stands for, as the page knows it. */
export function entityOfSource(source: EntitySource): Entity {
  const { id, title, icon, group, interactive = false, data } = source;
  return {
    id,
    title,
    interactive,
    ...(icon === undefined ? {} : { icon }),
    ...(group === undefined ? {} : { group }),
    // What the server sends may be more than the strings that the type promises.
    ...(data === undefined ? {} : { data: data as Record<string, string> }),
  };
}
