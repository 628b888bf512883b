import type { Matrix } from '../../matrix.js';
import type { Random } from '../../random.js';

/**
 * Draws row indices without replacement; every call returns the same buffer, refilled. Cost per draw: O(subsample), whatever the
 * number of rows.
 */
export function createSampler(rows: number, subsample: number, random: Random): () => Int32Array {
  return subsample > rows / 2
    ? shufflingSampler(rows, subsample, random)
    : rejectingSampler(rows, subsample, random);
}

/** Partial Fisher-Yates shuffle, for when most rows are drawn: rejection would often hit rows that are taken. */
function shufflingSampler(rows: number, subsample: number, random: Random): () => Int32Array {
  const sample = new Int32Array(subsample);
  const order = Int32Array.from({ length: rows }, (_, i) => i);
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

function rejectingSampler(rows: number, subsample: number, random: Random): () => Int32Array {
  const sample = new Int32Array(subsample);
  const taken = new Uint8Array(rows);
  return () => {
    for (let i = 0; i < subsample; ) {
      const row = random.integer(rows);
      if (taken[row] === 1) continue;
      taken[row] = 1;
      sample[i++] = row;
    }
    for (let i = 0; i < subsample; i++) taken[sample[i]] = 0;
    return sample;
  };
}

/** Columns that hold at least two different values; the others cannot split anything. Cost: stops at the first difference. */
export function varyingColumns({ data, rows, columns }: Matrix): Uint16Array {
  const end = rows * columns;
  return Uint16Array.from({ length: columns }, (_, j) => j).filter((column) => {
    let k = column;
    while (k < end && Number.isNaN(data[k])) k += columns;
    const first = data[k];
    while (k < end && !(data[k] < first || data[k] > first)) k += columns;
    return k < end;
  });
}

/** Copies at most `most` rows, evenly spaced. */
export function spacedRows({ data, rows, columns }: Matrix, most: number): Matrix {
  const count = Math.min(rows, most);
  const copy = new Float64Array(count * columns);
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * rows) / count) * columns;
    for (let j = 0; j < columns; j++) copy[i * columns + j] = data[from + j];
  }
  return { data: copy, rows: count, columns };
}
