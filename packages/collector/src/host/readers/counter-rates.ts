/** Byte counters by device: one row per device, the same columns in every row. */
export type Counters = ReadonlyMap<string, readonly number[]>;

/**
 * Turns ever-growing counters into rates per second, summed over devices, one per column.
 *
 * A device that appears counts from its second reading on, one that disappears no longer counts. All rates are `NaN` for a
 * reading with nothing to compare to, and for one in which a counter went back because it was reset or wrapped.
 */
export class CounterRates {
  readonly #columns: number;
  #counters: Counters = new Map();
  #time = NaN;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** `time` is monotonic, in milliseconds. */
  update(counters: Counters, time: number): number[] {
    const increases = this.#increases(counters);
    const seconds = (time - this.#time) / 1000;
    this.#counters = counters;
    this.#time = time;
    return increases.map((increase) => (seconds > 0 ? increase / seconds : NaN));
  }

  #increases(counters: Counters): number[] {
    const sums = new Array<number>(this.#columns).fill(0);
    let compared = false;
    for (const [device, after] of counters) {
      const before = this.#counters.get(device);
      if (!before) continue;
      compared = true;
      if (after.some((count, column) => count < before[column])) return sums.fill(NaN);
      for (let column = 0; column < sums.length; column++) sums[column] += after[column] - before[column];
    }
    return compared ? sums : sums.fill(NaN);
  }
}
