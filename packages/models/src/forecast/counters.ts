import type { TimedRows } from './history.js';

/** Fewer steps do not tell a counter from a gauge that happens to rise. */
const fewestSteps = 60;
const mostResets = 0.02;
const fewestRises = 0.9;
/** A single step is at most this share of the growth. */
const largestStep = 0.25;

/**
 * Which features are counters, i.e. only ever grow: bytes sent, requests served. Nearly every step is up, no single step makes up most
 * of the growth, and the rare steps down are restarts, which lose at least half. A gauge that leaks is not a counter: now and then it
 * moves down a little, or stands still. A gauge that climbs without any noise is told from a counter only by `bounded`: it has a
 * largest value. Cost: next to nothing for most features, which a few rows rule out.
 *
 * @param was what was known of a feature, for one that there are too few rows of.
 */
export function findCounters(
  { times, values }: TimedRows,
  bounded: readonly boolean[],
  was: (feature: number) => boolean = () => false,
): boolean[] {
  const features = bounded.length;
  return bounded.map((isBounded, j) => !isBounded && isCounter(values, j, times.length, features, was(j)));
}

function isCounter(values: Float64Array, j: number, rows: number, features: number, was: boolean): boolean {
  let [steps, rises, resets, growth, largest] = [0, 0, 0, 0, 0];
  let last = Number.NaN;
  for (let i = 0; i < rows; i++) {
    const value = values[i * features + j];
    if (Number.isNaN(value)) continue;
    const step = value - last;
    last = value;
    if (Number.isNaN(step)) continue;
    if (value < 0 || (step < 0 && !isReset(value, step))) return false;
    steps++;
    if (step < 0) resets++;
    if (step <= 0) continue;
    rises++;
    growth += step;
    largest = Math.max(largest, step);
  }
  if (steps < fewestSteps) return was;
  return resets <= mostResets * steps && rises >= fewestRises * steps && largest <= largestStep * growth;
}

function isReset(value: number, step: number): boolean {
  return value <= -step;
}

/** State of {@link CounterRates}. */
export interface CounterMemory {
  /** Per feature, 1 for a counter. */
  readonly isCounter: Uint8Array;
  /** Of each counter, the last value and its time; `NaN` before the first. */
  readonly values: Float64Array;
  readonly times: Float64Array;
}

/** Puts rates per second in the place of counters. */
export class CounterRates {
  readonly #isCounter: Uint8Array;
  readonly #values: Float64Array;
  readonly #times: Float64Array;
  readonly #row: Float64Array;

  constructor(isCounter: ArrayLike<boolean | number>, from?: CounterMemory) {
    this.#isCounter = Uint8Array.from(isCounter, Number);
    this.#values = from?.values.slice() ?? new Float64Array(isCounter.length).fill(Number.NaN);
    this.#times = from?.times.slice() ?? new Float64Array(isCounter.length).fill(Number.NaN);
    this.#row = new Float64Array(isCounter.length);
  }

  isCounter(feature: number): boolean {
    return this.#isCounter[feature] === 1;
  }

  /** The row with rates, valid until the next: `NaN` in the first one, and after a reset or a clock that was set back. */
  next(time: number, row: ArrayLike<number>): Float64Array {
    this.#row.set(row);
    for (let j = 0; j < row.length; j++) {
      if (this.#isCounter[j] === 0 || Number.isNaN(row[j])) continue;
      const seconds = (time - this.#times[j]) / 1000;
      const rate = (row[j] - this.#values[j]) / seconds;
      this.#row[j] = seconds > 0 && rate >= 0 ? rate : Number.NaN;
      this.#values[j] = row[j];
      this.#times[j] = time;
    }
    return this.#row;
  }

  /** A whole history, oldest first. */
  convert({ times, values }: TimedRows): Float64Array {
    const features = this.#row.length;
    const rates = new Float64Array(values.length);
    times.forEach((time, i) => {
      const start = i * features;
      rates.set(this.next(time, values.subarray(start, start + features)), start);
    });
    return rates;
  }

  memory(): CounterMemory {
    return {
      isCounter: this.#isCounter.slice(),
      values: this.#values.slice(),
      times: this.#times.slice(),
    };
  }
}
