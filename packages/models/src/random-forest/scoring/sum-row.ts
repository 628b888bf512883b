import { edgesBelow } from '../growing/binning.js';
import type { CompiledForest } from './compiled-forest.js';

/**
 * The sum of the leaf values of one row without missing values, equal to the reference to the bit: eight trees in flight, so that
 * the processor waits for eight reads at once. `codes` is scratch, one per column.
 * Cost: 5 to 15 us for 100 trees of 220 nodes, 30 to 45 us for 100 of 4,900.
 */
export function sumRow(forest: CompiledForest, row: ArrayLike<number>, codes: Uint16Array): number {
  const { thresholds, nodes, value, roots } = forest;
  for (let j = 0; j < codes.length; j++) codes[j] = edgesBelow(thresholds[j], row[j]);
  let sum = 0;
  let tree = 0;
  for (; tree + 8 <= roots.length; tree += 8) {
    let p0 = roots[tree];
    let p1 = roots[tree + 1];
    let p2 = roots[tree + 2];
    let p3 = roots[tree + 3];
    let p4 = roots[tree + 4];
    let p5 = roots[tree + 5];
    let p6 = roots[tree + 6];
    let p7 = roots[tree + 7];
    for (let moved = 1; moved !== 0; ) {
      const q0 = step(nodes, codes, p0);
      const q1 = step(nodes, codes, p1);
      const q2 = step(nodes, codes, p2);
      const q3 = step(nodes, codes, p3);
      const q4 = step(nodes, codes, p4);
      const q5 = step(nodes, codes, p5);
      const q6 = step(nodes, codes, p6);
      const q7 = step(nodes, codes, p7);
      moved = (q0 ^ p0) | (q1 ^ p1) | (q2 ^ p2) | (q3 ^ p3) | (q4 ^ p4) | (q5 ^ p5) | (q6 ^ p6) | (q7 ^ p7);
      p0 = q0;
      p1 = q1;
      p2 = q2;
      p3 = q3;
      p4 = q4;
      p5 = q5;
      p6 = q6;
      p7 = q7;
    }
    sum += value[p0 >> 3];
    sum += value[p1 >> 3];
    sum += value[p2 >> 3];
    sum += value[p3 >> 3];
    sum += value[p4 >> 3];
    sum += value[p5 >> 3];
    sum += value[p6 >> 3];
    sum += value[p7 >> 3];
  }
  for (; tree < roots.length; tree++) {
    let p = roots[tree];
    for (let q = step(nodes, codes, p); q !== p; q = step(nodes, codes, p)) p = q;
    sum += value[p >> 3];
  }
  return sum;
}

/** From one node to the next, without a branch. */
function step(nodes: Int32Array, codes: Uint16Array, p: number): number {
  const split = nodes[p >> 2];
  return nodes[(p >> 2) + 1] + ((Number(codes[split >>> 16] > (split & 0xffff)) | 0) << 3);
}
