import { type Matrix, type Rows, selectRows, toMatrix } from './matrix.js';
import { medianAbsoluteDeviation, normalScale, quantile, sortedFinite } from './quantile.js';

/** Deviations from the median beyond which a value has no part in what is normal. */
const farthest = 6;

/**
 * Largest share of rows that may be left out. Four busy samples among thirty, kept, were enough to take a full load for normal;
 * starting the detector itself can make as many.
 */
const largestShare = 0.25;

/**
 * Rows of a short baseline without the stray ones: those with a value more than 6 scaled median absolute deviations, and more than
 * that column's `minimumRange`, from the column's median. A burst while everything starts up is then not learned as normal. When
 * more than a quarter of the rows are far out they are part of what is normal, and all rows stay. Cost: sorts each column once.
 *
 * @param minimumRange per column, in its unit: what lies within it of the median is never stray.
 *
 * @example
 * ```ts
 * const rows = [[5], [6], [5], [4], [5], [6], [5], [4], [5], [97]];
 * trimBaseline(rows, [2]).rows; // 9
 * ```
 */
export function trimBaseline(rows: Rows, minimumRange: readonly number[]): Matrix {
  const matrix = toMatrix(rows);
  const stray = new Set(strayRows(matrix.data, minimumRange));
  if (stray.size === 0) return matrix;
  const indices = Array.from({ length: matrix.rows }, (_, i) => i);
  return selectRows(
    matrix,
    indices.filter((i) => !stray.has(i)),
  );
}

/** Indices of the rows that {@link trimBaseline} leaves out; values row after row. */
export function strayRows(values: Float64Array | Float32Array, minimumRange: readonly number[]): number[] {
  const columns = minimumRange.length;
  const indices = Array.from({ length: values.length / columns }, (_, i) => i);
  const limits = minimumRange.map((range, j) => {
    const column = sortedFinite(indices.map((i) => values[i * columns + j]));
    const deviation = column.length === 0 ? 0 : normalScale * medianAbsoluteDeviation(column);
    return { median: quantile(column, 0.5), reach: Math.max(farthest * deviation, range) };
  });
  const stray = indices.filter((i) =>
    limits.some(({ median, reach }, j) => Math.abs(values[i * columns + j] - median) > reach),
  );
  return stray.length > largestShare * indices.length ? [] : stray;
}
