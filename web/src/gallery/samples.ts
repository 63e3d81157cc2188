/** What the server has to show: see `chatkit_server/http/gallery.py`. */

type Json = Readonly<Record<string, unknown>>;

export interface Sample {
  readonly name: string;
  readonly group: string;
  readonly title: string;
  /** What there is to see; `null` if it could not be built. */
  readonly widget: Json | null;
  /** What its template is filled with; `null` if it has none. */
  readonly data: Json | null;
  /** JSON Schema of the data. */
  readonly schema: Json | null;
  /** What is wrong with it: `path: message`. */
  readonly problems: readonly string[];
}

export interface Samples {
  readonly samples: readonly Sample[];
  /** The server tells of changes. */
  readonly live: boolean;
}

export async function loadSamples(): Promise<Samples> {
  const response = await fetch('/gallery/samples');
  if (!response.ok) throw new Error(`The samples could not be loaded (${response.status}).`);
  return (await response.json()) as Samples;
}

/** A widget, or what is wrong with the data. */
export type Outcome = { readonly widget: Json } | { readonly problems: readonly string[] };

/** Fills the template of a sample with other data. */
export async function buildSample(name: string, data: unknown): Promise<Outcome> {
  const response = await fetch('/gallery/build', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, data }),
  });
  if (response.ok || response.status === 422) return (await response.json()) as Outcome;
  const text = await response.text();
  return { problems: [text.slice(0, 500) || `The server answered ${response.status}.`] };
}

/** Calls back with the name of each sample that has changed. */
export function watchSamples(changed: (name: string) => void): () => void {
  const stream = new EventSource('/gallery/changes');
  stream.onmessage = ({ data }) => changed((JSON.parse(data) as { name: string }).name);
  return () => stream.close();
}

/** The samples in their groups, those that a search finds. */
export function grouped(
  samples: readonly Sample[],
  search: string,
): readonly (readonly [group: string, samples: readonly Sample[]])[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const text = `${sample.group} ${sample.title} ${sample.name}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    groups.set(sample.group, [...(groups.get(sample.group) ?? []), sample]);
  }
  return [...groups];
}
