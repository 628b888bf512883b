/** Highest and lowest value of one series per slot; `NaN` where a slot holds none. */
export interface Series {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Names of the series in the trace of a host. */
export const traceNames = {
  score: 'score',
  threshold: 'threshold',
  label: 'label',
  feature: (name: string) => `feature:${name}`,
  expected: (name: string) => `expected:${name}`,
} as const;

/** The course of many series over time, in slots of equal length: what a chart as wide as its slots can show. */
export interface Trace {
  /** Milliseconds since the epoch, where the first slot begins. */
  readonly start: number;
  readonly slotMilliseconds: number;
  readonly slots: number;
  readonly series: ReadonlyMap<string, Series>;
}

/**
 * Keeps the lowest and the highest value per slot of time, in bounded memory: when time outgrows the slots, neighbours are merged
 * and slots become twice as long. No spike is lost, whatever its length.
 */
export class TraceRecorder {
  readonly #capacity: number;
  readonly #series = new Map<string, Series>();
  #start: number | undefined;
  #width = 1;
  #used = 0;

  /** @param slots slots at most; the trace has at least half as many once it holds so many samples. */
  constructor(slots: number) {
    this.#capacity = 2 * Math.ceil(slots / 2);
  }

  /** Takes in a value; one that is not finite, or before the first, is left out. */
  add(name: string, timestamp: number, value: number): void {
    this.#start ??= timestamp;
    if (!Number.isFinite(value) || timestamp < this.#start) return;
    while (timestamp - this.#start >= this.#capacity * this.#width) this.#merge();
    const slot = Math.floor((timestamp - this.#start) / this.#width);
    this.#used = Math.max(this.#used, slot + 1);
    let series = this.#series.get(name);
    if (!series) {
      series = this.#empty();
      this.#series.set(name, series);
    }
    if (!(value >= series.low[slot])) series.low[slot] = value;
    if (!(value <= series.high[slot])) series.high[slot] = value;
  }

  /** The trace so far. */
  trace(): Trace {
    const series = [...this.#series].map(
      ([name, { low, high }]) =>
        [name, { low: low.slice(0, this.#used), high: high.slice(0, this.#used) }] as const,
    );
    return {
      start: this.#start ?? 0,
      slotMilliseconds: this.#width,
      slots: this.#used,
      series: new Map(series),
    };
  }

  #empty(): Series {
    const low = new Float64Array(this.#capacity).fill(Number.NaN);
    return { low, high: low.slice() };
  }

  #merge(): void {
    for (const { low, high } of this.#series.values()) {
      for (let slot = 0; slot < this.#capacity; slot++) {
        const [a, b] = [2 * slot, 2 * slot + 1];
        low[slot] = b < this.#capacity ? extreme(Math.min, low[a], low[b]) : Number.NaN;
        high[slot] = b < this.#capacity ? extreme(Math.max, high[a], high[b]) : Number.NaN;
      }
    }
    this.#width *= 2;
    this.#used = Math.ceil(this.#used / 2);
  }
}

function extreme(choose: (a: number, b: number) => number, a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : choose(a, b);
}

/** The same with slots merged in pairs until none is shorter than `slotMilliseconds` and there are no more than `slots`. */
export function coarsen(trace: Trace, slots: number, slotMilliseconds: number): Trace {
  let coarse = trace;
  while (coarse.slots > 1 && (coarse.slots > slots || coarse.slotMilliseconds < slotMilliseconds)) {
    const half = Math.ceil(coarse.slots / 2);
    const pairs = (values: Float64Array, choose: (a: number, b: number) => number): Float64Array =>
      Float64Array.from({ length: half }, (_, i) =>
        extreme(choose, values[2 * i], values[2 * i + 1] ?? Number.NaN),
      );
    coarse = {
      start: coarse.start,
      slotMilliseconds: 2 * coarse.slotMilliseconds,
      slots: half,
      series: new Map(
        [...coarse.series].map(([name, { low, high }]) => [
          name,
          { low: pairs(low, Math.min), high: pairs(high, Math.max) },
        ]),
      ),
    };
  }
  return coarse;
}
