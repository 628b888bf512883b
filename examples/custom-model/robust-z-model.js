import { BaseModel, registerModel } from '@ad/models';

/** Middle of the finite values, or NaN where there are none. */
function median(values) {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Distances of a row from the medians of training, in median absolute deviations; 0 where a value is missing. */
function distances({ center, spread }, row) {
  return center.map((middle, j) => {
    const distance = Math.abs(row[j] - middle) / spread[j];
    return Number.isNaN(distance) ? 0 : Math.min(distance, Number.MAX_VALUE);
  });
}

/**
 * The robust z-score as a model: the score of a row is its largest distance from a column's median. It sees each column by itself,
 * hence no unusual combinations. Training takes a sort of each column, scoring a pass.
 */
export class RobustZModel extends BaseModel {
  static kind = 'robust_z';
  kind = RobustZModel.kind;

  fit({ data, columns }) {
    const column = (j) => data.filter((_, i) => i % columns === j);
    const center = Float64Array.from({ length: columns }, (_, j) => median(column(j)));
    const spread = center.map(
      (middle, j) => median(column(j).map((value) => Math.abs(value - middle))) || 1e-9,
    );
    return { center, spread };
  }

  createScorer(state) {
    const scoreRow = (row) => Math.max(...distances(state, row));
    return {
      scoreRow,
      score: ({ data, rows, columns }) =>
        Float64Array.from({ length: rows }, (_, i) =>
          scoreRow(data.subarray(i * columns, (i + 1) * columns)),
        ),
      explain: (row) => distances(state, row),
    };
  }
}

// With its module, so that `train(rows, { background: true })` finds the class in a worker thread.
registerModel(RobustZModel, { module: import.meta.url });
