import { ModelError } from './errors.js';
import { numberOption } from './options.js';

/** An option that is one number for all columns, or one number per column. */
export type PerColumn = number | readonly number[];

/** Returns `value` when its numbers are finite and at least 0, else throws `INVALID_OPTION`. */
export function perColumnOption(name: string, value: PerColumn): PerColumn {
  if (!Array.isArray(value)) return numberOption(name, value, { min: 0 });
  return value.map((entry, j) => numberOption(`${name}[${j}]`, entry, { min: 0 }));
}

/** The option's value for each column. @throws ModelError `INVALID_DATA` when it was given for another number of columns */
export function valuesPerColumn(name: string, value: PerColumn, columns: number): Float64Array {
  if (typeof value === 'number') return new Float64Array(columns).fill(value);
  if (value.length !== columns) {
    throw new ModelError(
      'INVALID_DATA',
      `${name} has ${value.length} values, one per column; the rows have ${columns} columns`,
    );
  }
  return Float64Array.from(value);
}
