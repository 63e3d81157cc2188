import { parts } from 'virtual:lucide';
import { bundled, type Drawing } from './bundled';
import { named } from './names';
import { dot } from './own';
import { partOf } from './parts';

/** What stands for a name that has no drawing. */
export const neutral = dot;

/** The icons that were loaded, and the dot for names that no icon has. */
const loaded = new Map<string, Drawing>();
const loading = new Map<number, Promise<Readonly<Record<string, Drawing>>>>();

/** What a name means: the drawing of an icon that is ours, or the name that Lucide knows it by. */
function meaningOf(name: string): Drawing | string {
  if (Object.hasOwn(named, name)) return named[name as keyof typeof named];
  return name.startsWith('lucide:') ? name.slice('lucide:'.length) : name;
}

/** The drawing of an icon name, if it is there; `null` for one that may have to be loaded. */
export function drawingOf(name: string): Drawing | null {
  const meaning = meaningOf(name);
  if (typeof meaning !== 'string') return meaning;
  if (Object.hasOwn(bundled, meaning)) return bundled[meaning] ?? neutral;
  return loaded.get(meaning) ?? (/^[a-z][a-z\d-]*$/.test(meaning) ? null : neutral);
}

/** Loads the drawing of an icon name. Rejects where it cannot be loaded; asked again it tries again. */
export async function loadDrawing(name: string): Promise<void> {
  const meaning = meaningOf(name);
  if (typeof meaning !== 'string' || drawingOf(name)) return;
  const part = partOf(meaning);
  const icons = loading.get(part) ?? loadPart(part);
  loading.set(part, icons);
  const all = await icons;
  loaded.set(meaning, (Object.hasOwn(all, meaning) ? all[meaning] : undefined) ?? neutral);
}

async function loadPart(part: number): Promise<Readonly<Record<string, Drawing>>> {
  try {
    const icons = await parts[part]?.();
    return icons?.default ?? {};
  } catch (error) {
    loading.delete(part);
    throw error;
  }
}

const DIRECTIONAL = /^(arrow|chevrons?|move|circle-chevron|square-chevron)-(left|right)$/;

/** Whether it means back or on, and so points the other way where text runs from right to left. */
export function isDirectional(name: string): boolean {
  const meaning = meaningOf(name);
  return typeof meaning === 'string' && DIRECTIONAL.test(meaning);
}
