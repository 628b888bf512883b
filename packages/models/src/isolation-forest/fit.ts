import type { Matrix } from '../matrix.js';
import type { Random } from '../random.js';
import type { FitContext } from '../training.js';
import { depthLimit, type ForestState, leaf } from './forest.js';

interface FitSettings {
  readonly trees: number;
  readonly maxSamples: number;
  readonly random: Random;
}

/**
 * Grows an isolation forest: each tree from its own sample of rows without replacement, each split on a random column that is
 * not constant there, at a uniform value between its smallest and largest. Missing values go to either side at random, in
 * proportion to the others.
 *
 * Source: Liu, Ting and Zhou, ICDM 2008, algorithms 1 and 2. Cost: O(trees * maxSamples * log maxSamples), independent of the
 * number of rows but for one pass that finds the columns' ranges.
 */
export async function fitForest(
  rows: Matrix,
  settings: FitSettings,
  context: FitContext,
): Promise<ForestState> {
  const { trees, maxSamples, random } = settings;
  const subsample = Math.min(maxSamples, rows.rows);
  const { low, high } = columnRanges(rows);
  const columns = [...low.keys()].filter((column) => high[column] > low[column]);
  const draw = createSampler(rows.rows, subsample, random);
  const grower = createTreeGrower(rows, columns, subsample, random);

  for (let tree = 0; tree < trees; tree++) {
    grower.grow(draw());
    const turn = context.report(tree + 1, trees);
    if (turn) await turn;
  }
  return { subsample, trees, ...grower.nodes(), low, high };
}

function columnRanges({ data, rows, columns }: Matrix): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(columns).fill(Number.NaN);
  const high = new Float64Array(columns).fill(Number.NaN);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = data[i * columns + j];
      // Written so that a range that is still NaN takes the first value, and a missing value changes nothing.
      if (!(value >= low[j]) && !Number.isNaN(value)) low[j] = value;
      if (!(value <= high[j]) && !Number.isNaN(value)) high[j] = value;
    }
  }
  return { low, high };
}

/** Draws row indices without replacement; every call returns the same buffer, refilled. */
function createSampler(rows: number, subsample: number, random: Random): () => Uint32Array {
  const sample = new Uint32Array(subsample);
  if (subsample > rows / 2) {
    // Most rows are wanted, so that rejection would draw in vain: partial Fisher-Yates shuffle.
    const order = Uint32Array.from({ length: rows }, (_, i) => i);
    return () => {
      for (let i = 0; i < subsample; i++) {
        const other = i + random.integer(rows - i);
        sample[i] = order[other];
        order[other] = order[i];
        order[i] = sample[i];
      }
      return sample;
    };
  }
  const taken = new Uint8Array(rows);
  return () => {
    for (let i = 0; i < subsample; ) {
      const row = random.integer(rows);
      if (taken[row]) continue;
      taken[row] = 1;
      sample[i++] = row;
    }
    for (const row of sample) taken[row] = 0;
    return sample;
  };
}

function createTreeGrower(rows: Matrix, columns: readonly number[], subsample: number, random: Random) {
  const { data } = rows;
  const stride = rows.columns;
  const limit = depthLimit(subsample);
  const candidates = Uint16Array.from(columns);
  const largestTree = 2 * subsample - 1;
  let feature = new Uint16Array(largestTree);
  let threshold = new Float64Array(largestTree);
  let count = new Uint32Array(largestTree);
  let size = 0;

  function reserve(): void {
    if (size + largestTree <= feature.length) return;
    const capacity = 2 * (size + largestTree);
    const [oldFeature, oldThreshold, oldCount] = [feature, threshold, count];
    feature = new Uint16Array(capacity);
    threshold = new Float64Array(capacity);
    count = new Uint32Array(capacity);
    feature.set(oldFeature);
    threshold.set(oldThreshold);
    count.set(oldCount);
  }

  function writeLeaf(samples: number): void {
    feature[size] = leaf;
    count[size++] = samples;
  }

  function growNode(sample: Uint32Array, start: number, end: number, depth: number): void {
    const samples = end - start;
    if (samples <= 1 || depth === limit) {
      writeLeaf(samples);
      return;
    }
    // Columns are tried in random order until one is not constant among these samples.
    for (let left = candidates.length; left > 0; left--) {
      const pick = random.integer(left);
      const column = candidates[pick];
      candidates[pick] = candidates[left - 1];
      candidates[left - 1] = column;

      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let i = start; i < end; i++) {
        const value = data[sample[i] * stride + column];
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (!(high > low)) continue;

      const split = splitPoint(low, high, random.uniform());
      feature[size] = column;
      threshold[size] = split;
      count[size++] = samples;
      const middle = partition(sample, start, end, column, split);
      growNode(sample, start, middle, depth + 1);
      growNode(sample, middle, end, depth + 1);
      return;
    }
    writeLeaf(samples);
  }

  /** Moves samples at or below the split before those above it; returns where the latter begin. */
  function partition(sample: Uint32Array, start: number, end: number, column: number, split: number): number {
    let middle = start;
    let missing = end;
    for (let i = start; i < missing; ) {
      const row = sample[i];
      const value = data[row * stride + column];
      if (value <= split) {
        sample[i++] = sample[middle];
        sample[middle++] = row;
      } else if (value > split) {
        i++;
      } else {
        sample[i] = sample[--missing];
        sample[missing] = row;
      }
    }
    const shareLeft = (middle - start) / (missing - start);
    for (let i = missing; i < end; i++) {
      if (random.uniform() >= shareLeft) continue;
      const row = sample[i];
      sample[i] = sample[middle];
      sample[middle++] = row;
    }
    return middle;
  }

  return {
    grow(sample: Uint32Array): void {
      reserve();
      growNode(sample, 0, sample.length, 0);
    },
    nodes: () => ({
      feature: feature.slice(0, size),
      threshold: threshold.slice(0, size),
      count: count.slice(0, size),
    }),
  };
}

/** A value in [low, high): rows at `high` always go right, so that neither side is empty. */
function splitPoint(low: number, high: number, uniform: number): number {
  const range = high - low;
  const split = Number.isFinite(range) ? low + uniform * range : low * (1 - uniform) + high * uniform;
  return split < high ? split : low;
}
