import type { Matrix } from '../../matrix.js';
import type { Random } from '../../random.js';

/**
 * What real rows are told apart from where there are no labels: `uniform` spreads over the box around the data and so finds rows in
 * empty regions; `marginals` shuffles every column by itself and so finds broken correlations only.
 */
export type Novelty = 'uniform' | 'marginals';

/**
 * The rows, and after them as many synthetic ones (Breiman and Cutler's unsupervised random forest; Shi and Horvath 2006). A missing
 * value is as frequent in a synthetic column as in the real one. Cost: one pass.
 */
export function addSyntheticRows({ data, rows, columns }: Matrix, novelty: Novelty, random: Random): Matrix {
  const both = new Float64Array(2 * rows * columns);
  both.set(data);
  for (let j = 0; j < columns; j++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < rows; i++) {
      const value = data[i * columns + j];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    for (let i = 0; i < rows; i++) {
      const drawn = data[random.integer(rows) * columns + j];
      const share = random.uniform();
      // Halves of the range never overflow.
      const spread = low + 2 * share * (high / 2 - low / 2);
      both[(rows + i) * columns + j] = novelty === 'marginals' || Number.isNaN(drawn) ? drawn : spread;
    }
  }
  return { data: both, rows: 2 * rows, columns };
}

/** Draws row numbers without replacement, ascending; all of them when fewer are there. Cost: O(rows). */
export function drawRows(rows: number, most: number, random: Random): number[] {
  const drawn: number[] = [];
  for (let i = 0; i < rows && drawn.length < most; i++) {
    if (random.uniform() * (rows - i) < most - drawn.length) drawn.push(i);
  }
  return drawn;
}
