/** A value axis: round numbers at equal distances, zero among them. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly step: number;
}

/**
 * An axis that has all of the values and zero.
 *
 * @param values What is to have a place on it.
 * @param count About how many steps there are to be.
 */
export function axisOf(values: Iterable<number>, count: number): Axis {
  let [low, high, isWhole] = [0, 0, true];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    isWhole &&= Number.isInteger(value);
  }
  if (low === high) high = 1; // all are zero, or there are none
  const step = roundStep((high - low) / Math.max(1, count), isWhole);
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)];
  const ticks: number[] = [];
  // A product is rounded to get rid of what a binary fraction leaves behind: 0.30000000000000004.
  for (let n = first; n <= last; n += 1) ticks.push(Number((n * step).toPrecision(12)));
  return { low: ticks[0] as number, high: ticks.at(-1) as number, ticks, step };
}

/** The round step that is not smaller: 1, 2, 2.5 or 5 times a power of ten; of whole numbers, whole. */
function roundStep(wanted: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factors = isWhole && power <= 1 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
  // What division left over must not make the step the next larger one.
  const factor = factors.find((one) => one * power >= wanted * (1 - 1e-9)) ?? 10;
  return isWhole ? Math.max(1, factor * power) : factor * power;
}
