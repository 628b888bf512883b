import type { Matrix } from '../matrix.js';
import type { Random } from '../random.js';
import { depthLimit } from './forest.js';
import type { NodeList } from './node-list.js';

/** Appends one tree, grown from the rows of these indices; the indices are used up. */
export type TreeGrower = (sample: Int32Array) => void;

/**
 * Grows trees whose splits each compare one column with a threshold: a random column that is not constant among the node's
 * samples, at a uniform value between its smallest and largest. Missing values go to either side at random, in proportion to
 * the others.
 */
export function createTreeGrower(
  { data, columns: stride }: Matrix,
  columns: Uint16Array,
  subsample: number,
  random: Random,
  nodes: NodeList,
): TreeGrower {
  const limit = depthLimit(subsample);
  const candidates = columns.slice();
  const values = new Float64Array(subsample);
  const spill = new Int32Array(subsample);
  let offsets: Int32Array = spill;
  let low = 0;
  let high = 0;
  let missing = 0;

  /** Copies one column of a node's samples to `values`, and finds its range. */
  function readColumn(start: number, end: number, column: number): void {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    let absent = 0;
    for (let i = start; i < end; i++) {
      const value = data[offsets[i] + column];
      values[i] = value;
      if (value < least) least = value;
      if (value > most) most = value;
      // biome-ignore lint/suspicious/noSelfCompare: the fastest test for NaN, in the hottest loop of training.
      if (value !== value) absent++;
    }
    low = least;
    high = most;
    missing = absent;
  }

  /** Moves samples at or below the split before those above it; returns where the latter begin. */
  function partition(start: number, end: number, split: number): number {
    const shareLeft = missing > 0 ? shareAtOrBelow(start, end, split) : 0;
    let middle = start;
    let spilt = 0;
    for (let i = start; i < end; i++) {
      // biome-ignore lint/suspicious/noSelfCompare: as above.
      if (missing > 0 && values[i] !== values[i]) values[i] = random.uniform() < shareLeft ? split : high;
      const offset = offsets[i];
      // Both sides are written and one of them counted: random branches would be mispredicted every other time.
      const right = Number(values[i] > split) | 0;
      offsets[middle] = offset;
      spill[spilt] = offset;
      middle += 1 - right;
      spilt += right;
    }
    for (let i = 0; i < spilt; i++) offsets[middle + i] = spill[i];
    return middle;
  }

  function shareAtOrBelow(start: number, end: number, split: number): number {
    let below = 0;
    for (let i = start; i < end; i++) if (values[i] <= split) below++;
    return below / (end - start - missing);
  }

  function growNode(start: number, end: number, depth: number): void {
    const samples = end - start;
    if (samples <= 1 || depth === limit) {
      nodes.appendLeaf(samples);
      return;
    }
    // Columns are tried in random order until one is not constant among these samples.
    for (let left = candidates.length; left > 0; left--) {
      const pick = random.integer(left);
      const column = candidates[pick];
      candidates[pick] = candidates[left - 1];
      candidates[left - 1] = column;
      readColumn(start, end, column);
      if (!(high > low)) continue;

      const split = splitPoint(low, high, random.uniform());
      nodes.append(column, split, samples);
      const middle = partition(start, end, split);
      growNode(start, middle, depth + 1);
      growNode(middle, end, depth + 1);
      return;
    }
    nodes.appendLeaf(samples);
  }

  return (sample) => {
    offsets = sample;
    // Independent reads, one per row, so that the memory fetches them side by side; growing would wait for one after another.
    let touched = 0;
    for (let i = 0; i < offsets.length; i++) {
      offsets[i] *= stride;
      touched += data[offsets[i]];
    }
    values[0] = touched;
    growNode(0, offsets.length, 0);
  };
}

/** A value in [low, high): rows at `high` always go right, so that neither side is empty. */
export function splitPoint(low: number, high: number, uniform: number): number {
  const range = high - low;
  const split = Number.isFinite(range) ? low + uniform * range : low * (1 - uniform) + high * uniform;
  return split < high ? split : low;
}
