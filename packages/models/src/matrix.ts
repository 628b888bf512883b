import { ModelError } from './errors.js';

/** Dense rows, row-major: value of row `i`, column `j` is `data[i * columns + j]`. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** Rows as callers have them. All rows have the same length; `NaN` is a missing value. */
export type Rows = Matrix | readonly ArrayLike<number>[];

function isMatrix(rows: Rows): rows is Matrix {
  return 'data' in rows && rows.data instanceof Float64Array;
}

/**
 * Copies rows into a {@link Matrix}, or returns the matrix it was given, checked. Cost: one pass.
 *
 * @throws ModelError `INVALID_DATA` when a row has another length than the first (or than `columns`), or holds something
 * that is not a number.
 *
 * @example
 * ```ts
 * toMatrix([[1, 2], [3, 4]]); // { data: Float64Array [1, 2, 3, 4], rows: 2, columns: 2 }
 * ```
 */
export function toMatrix(rows: Rows, columns?: number): Matrix {
  if (typeof rows !== 'object' || rows === null) {
    throw new ModelError('INVALID_DATA', `rows must be an array of rows or a matrix; got ${String(rows)}`);
  }
  const matrix = isMatrix(rows) ? checkShape(rows) : copyRows(rows, columns);
  if (columns !== undefined && matrix.rows > 0 && matrix.columns !== columns) {
    throw new ModelError(
      'INVALID_DATA',
      `rows must have ${columns} columns as in training; got ${matrix.columns}`,
    );
  }
  return matrix;
}

function checkShape(matrix: Matrix): Matrix {
  if (matrix.data.length !== matrix.rows * matrix.columns) {
    throw new ModelError(
      'INVALID_DATA',
      `a matrix of ${matrix.rows} x ${matrix.columns} needs ${matrix.rows * matrix.columns} values; got ${matrix.data.length}`,
    );
  }
  return matrix;
}

function copyRows(rows: readonly ArrayLike<number>[], expected: number | undefined): Matrix {
  const columns = rows.length === 0 ? (expected ?? 0) : rowLength(rows[0], 0);
  const data = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (rowLength(row, i) !== columns) {
      throw new ModelError('INVALID_DATA', `row ${i} has ${row?.length} values; row 0 has ${columns}`);
    }
    for (let j = 0; j < columns; j++) {
      const value: unknown = row[j];
      if (typeof value !== 'number') {
        throw new ModelError(
          'INVALID_DATA',
          `row ${i}, column ${j} must be a number (NaN when missing); got ${JSON.stringify(value) ?? String(value)}`,
        );
      }
      data[i * columns + j] = value;
    }
  }
  return { data, rows: rows.length, columns };
}

function rowLength(row: ArrayLike<number> | undefined, index: number): number {
  if (row === null || typeof row !== 'object' || typeof row.length !== 'number') {
    throw new ModelError('INVALID_DATA', `row ${index} must be an array of numbers; got ${String(row)}`);
  }
  return row.length;
}

/** Refuses a row that has another number of columns than in training. @throws ModelError `INVALID_DATA` */
export function checkRowLength(row: ArrayLike<number>, columns: number): void {
  if (row.length !== columns) {
    throw new ModelError(
      'INVALID_DATA',
      `a row must have ${columns} columns as in training; got ${row.length}`,
    );
  }
}

/** The rows whose index is listed, in that order, as a new matrix. */
export function selectRows(matrix: Matrix, indices: readonly number[]): Matrix {
  const { columns } = matrix;
  const data = new Float64Array(indices.length * columns);
  indices.forEach((index, i) => {
    data.set(matrix.data.subarray(index * columns, (index + 1) * columns), i * columns);
  });
  return { data, rows: indices.length, columns };
}
