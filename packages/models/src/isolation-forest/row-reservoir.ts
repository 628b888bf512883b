import { ModelError } from '../errors.js';
import type { Matrix } from '../matrix.js';
import { integerOption, refuseUnknownOptions } from '../options.js';
import { createRandom, type Random } from '../random.js';

/** Options of {@link RowReservoir}. */
export interface RowReservoirOptions {
  /** Rows that are kept, 1 to 10,000,000. @default 2048 */
  readonly capacity?: number;
  /** An integer; the same seed and rows keep the same rows. @default 42 */
  readonly seed?: number;
}

/**
 * A bounded sample of a stream in favour of recent rows: once it is full, every row replaces a random one. A row is still there n
 * rows later with probability (1 - 1 / capacity)^n: about a third after as many rows as the capacity.
 *
 * Source: Aggarwal, On Biased Reservoir Sampling in the Presence of Stream Evolution, VLDB 2006. Cost: one copy of the row, 0.1 us
 * for ten columns; memory for the capacity.
 *
 * @example
 * ```ts
 * const recent = new RowReservoir({ capacity: 1000 });
 * for (const row of stream) recent.add(row);
 * await model.renew(recent.rows(), { trees: 10 });
 * ```
 */
export class RowReservoir {
  readonly #capacity: number;
  readonly #random: Random;
  #data = new Float64Array(0);
  #columns = 0;
  #size = 0;

  /** @throws ModelError `INVALID_OPTION` */
  constructor(options: RowReservoirOptions = {}) {
    refuseUnknownOptions('RowReservoir', options, ['capacity', 'seed']);
    this.#capacity = integerOption('capacity', options.capacity ?? 2048, { min: 1, max: 10_000_000 });
    this.#random = createRandom(integerOption('seed', options.seed ?? 42));
  }

  /** How many rows it holds. */
  get size(): number {
    return this.#size;
  }

  /** Takes a copy of one row. @throws ModelError `INVALID_DATA` when it has another length than the first one. */
  add(row: ArrayLike<number>): void {
    if (this.#size === 0) {
      this.#columns = row.length;
      this.#data = new Float64Array(this.#capacity * row.length);
    }
    if (row.length !== this.#columns) {
      throw new ModelError('INVALID_DATA', `a row must have ${this.#columns} values; got ${row.length}`);
    }
    const place = this.#size < this.#capacity ? this.#size++ : this.#random.integer(this.#capacity);
    this.#data.set(row, place * this.#columns);
  }

  /** A copy of the rows it holds, in no particular order. */
  rows(): Matrix {
    const data = this.#data.slice(0, this.#size * this.#columns);
    return { data, rows: this.#size, columns: this.#columns };
  }
}
