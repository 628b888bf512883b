import { createRandom, type Random } from '../../random.js';
import { createTreeBuilder } from '../tree-builder.js';
import type { BinnedColumns } from './binning.js';
import type { GrowTree, TreeSettings } from './engine.js';
import { classOf, countOf, packSample, rowOf } from './packed-sample.js';
import { createSplitSearch } from './split.js';

/**
 * Classification and regression trees (Breiman et al. 1984) as a random forest grows them (Breiman 2001): at each split a fresh
 * random choice of columns, constant ones passed over, grown until a leaf holds one class or cannot be split.
 *
 * The reference of {@link createKernelGrower}, and what grows trees where that cannot.
 * Cost: O(samples * maxFeatures) per level; a tree of 20,000 x 20 rows takes about 20 ms.
 */
export function createTreeGrower(
  columns: BinnedColumns,
  labels: Uint8Array,
  classWeights: readonly [number, number],
  settings: TreeSettings,
  seeds: Random,
): GrowTree {
  const { rows, codes, missing } = columns;
  const { maxFeatures, maxDepth, minSamplesLeaf } = settings;
  const samples = new Int32Array(rows);
  const goingRight = new Int32Array(rows);
  const search = createSplitSearch(columns, samples, { classWeights, minSamplesLeaf });
  const candidates = Uint16Array.from(columns.edges.keys()).filter(
    (column) => columns.edges[column].length > 0,
  );
  const builder = createTreeBuilder();
  // Nodes still to be grown: start, end, samples of class 0 and of class 1, depth. The left child is on top.
  const pending: number[] = [];

  let random = seeds;

  /** Tries columns in random order until enough are tried and one of them was not constant. */
  function tryColumns(): void {
    let useful = false;
    for (let left = candidates.length; left > 0; left--) {
      const tried = candidates.length - left;
      if (useful && tried >= maxFeatures) return;
      const pick = random.integer(left);
      const column = candidates[pick];
      candidates[pick] = candidates[left - 1];
      candidates[left - 1] = column;
      if (search.tryColumn(column)) useful = true;
      if (search.isPerfect()) return;
    }
  }

  /** Moves the samples of [start, end) that go left to the front, in order; returns where the others begin. */
  function partition(start: number, end: number, column: number, cut: number, missingLeft: boolean): number {
    const offset = column * rows;
    // A missing value has the highest code of all.
    const moved = missingLeft ? missing[column] : -1;
    let middle = start;
    let others = 0;
    for (let i = start; i < end; i++) {
      const sample = samples[i];
      const code = codes[offset + rowOf(sample)];
      const right = (Number(code > cut) & Number(code !== moved)) | 0;
      // Written to both sides, counted on one: no branch to mispredict.
      goingRight[others] = sample;
      samples[middle] = sample;
      others += right;
      middle += 1 - right;
    }
    samples.set(goingRight.subarray(0, others), middle);
    return middle;
  }

  function growNode(importance: Float64Array): void {
    const depth = pending.pop() ?? 0;
    const count1 = pending.pop() ?? 0;
    const count0 = pending.pop() ?? 0;
    const end = pending.pop() ?? 0;
    const start = pending.pop() ?? 0;
    const isPure = count0 === 0 || count1 === 0;
    if (!isPure && depth < maxDepth && count0 + count1 >= 2 * minSamplesLeaf && end - start > 1) {
      search.begin(start, end, count0, count1);
      tryColumns();
      const best = search.best();
      if (best) {
        const middle = partition(start, end, best.column, best.cut, best.missingLeft ?? false);
        let left0 = 0;
        let left1 = 0;
        for (let i = start; i < middle; i++) {
          if (classOf(samples[i])) left1 += countOf(samples[i]);
          else left0 += countOf(samples[i]);
        }
        const goesLeft = left0 + left1;
        // Where training saw nothing missing, a missing value follows the majority.
        const missingLeft = best.missingLeft ?? 2 * goesLeft >= count0 + count1;
        builder.addSplit(best.column, columns.edges[best.column][best.cut], missingLeft);
        importance[best.column] += best.gain;
        pending.push(middle, end, count0 - left0, count1 - left1, depth + 1);
        pending.push(start, middle, left0, left1, depth + 1);
        return;
      }
    }
    const weight1 = count1 * classWeights[1];
    builder.addLeaf(weight1 / (count0 * classWeights[0] + weight1), count0 + count1);
  }

  return (bag, importance) => {
    let size = 0;
    let count1 = 0;
    let count0 = 0;
    for (let i = 0; i < rows; i++) {
      if (bag[i] === 0) continue;
      samples[size++] = packSample(i, bag[i], labels[i]);
      if (labels[i]) count1 += bag[i];
      else count0 += bag[i];
    }
    // A sequence per tree, which the kernel continues in its own memory.
    random = createRandom(seeds.integer(2 ** 32));
    pending.push(0, size, count0, count1, 0);
    while (pending.length > 0) growNode(importance);
    return builder.finish();
  };
}
