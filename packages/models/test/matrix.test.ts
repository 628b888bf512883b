import { expect, it } from 'vitest';
import { toMatrix } from '../src/matrix.js';

it('copies rows in order', () => {
  expect(
    toMatrix([
      [1, 2],
      [3, Number.NaN],
    ]),
  ).toEqual({ data: Float64Array.of(1, 2, 3, Number.NaN), rows: 2, columns: 2 });
});

it('takes a matrix as it is', () => {
  const matrix = { data: Float64Array.of(1, 2), rows: 1, columns: 2 };
  expect(toMatrix(matrix)).toBe(matrix);
});

it.each<[string, () => unknown, string]>([
  ['ragged rows', () => toMatrix([[1, 2], [3]]), 'row 1 has 1 values; row 0 has 2'],
  ['a row that is text', () => toMatrix(JSON.parse('["abc"]')), 'row 0 must be an array of numbers; got abc'],
  [
    'a value that is text',
    () => toMatrix(JSON.parse('[[1, "2"]]')),
    'row 0, column 1 must be a number (NaN when missing); got "2"',
  ],
  ['nothing', () => toMatrix(JSON.parse('null')), 'rows must be an array of rows or a matrix; got null'],
  [
    'a matrix of the wrong size',
    () => toMatrix({ data: new Float64Array(3), rows: 2, columns: 2 }),
    'a matrix of 2 x 2 needs 4 values; got 3',
  ],
  [
    'another number of columns',
    () => toMatrix([[1, 2]], 3),
    'rows must have 3 columns as in training; got 2',
  ],
])('refuses %s', (_, action, message) => {
  expect(action).toThrow(expect.objectContaining({ code: 'INVALID_DATA', message }));
});
