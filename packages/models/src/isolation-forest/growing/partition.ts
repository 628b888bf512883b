import type { Random } from '../../random.js';

/** Gives missing values a side at random, in proportion to the others: the split itself goes left, `high` right. */
export function placeMissing(
  values: Float64Array,
  start: number,
  end: number,
  split: number,
  high: number,
  random: Random,
): void {
  let left = 0;
  let right = 0;
  for (let i = start; i < end; i++) {
    if (values[i] <= split) left++;
    if (values[i] > split) right++;
  }
  for (let i = start; i < end; i++) {
    if (Number.isNaN(values[i])) values[i] = random.uniform() * (left + right) < left ? split : high;
  }
}

/** Moves samples at or below the split before those above it; returns where the latter begin. */
export function partition(
  offsets: Int32Array,
  values: Float64Array,
  start: number,
  end: number,
  split: number,
  spill: Int32Array,
): number {
  let middle = start;
  let spilt = 0;
  for (let i = start; i < end; i++) {
    // Every sample is written to both sides and counted on one: a branch would be mispredicted every other time.
    const offset = offsets[i];
    const right = Number(values[i] > split) | 0;
    offsets[middle] = offset;
    spill[spilt] = offset;
    middle += 1 - right;
    spilt += right;
  }
  for (let i = 0; i < spilt; i++) offsets[middle + i] = spill[i];
  return middle;
}

/** A value in [low, high): rows at `high` always go right, so that neither side is empty. */
export function splitPoint(low: number, high: number, uniform: number): number {
  const range = high - low;
  const split = Number.isFinite(range) ? low + uniform * range : low * (1 - uniform) + high * uniform;
  return split < high ? split : low;
}
