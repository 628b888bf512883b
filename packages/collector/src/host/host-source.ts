import { CollectorError } from '../errors.js';
import type { Sample } from '../sample.js';
import type { UntrustedValues } from './guarded-read.js';
import {
  type HostSourceOptions,
  type Metric,
  type ResolvedHostOptions,
  resolveHostOptions,
} from './options.js';
import { readers } from './readers/index.js';
import { type FeatureSource, Readings } from './readings.js';
import { alignedTicks, type Tick } from './ticks.js';

/** A round of reading may take half the interval, but no longer than this. The round before the first tick may take this long. */
const LONGEST_READING_MILLISECONDS = 2000;

/**
 * Samples of this host, one per tick, for as long as it is iterated.
 *
 * Ticks are the multiples of the interval on the wall clock. They never drift and never overlap: when the consumer or
 * a reading is slow, the ticks that passed are skipped and counted in `missedTicks`. The first sample comes half an
 * interval to one and a half after the iteration began, and its rates are real. A value that cannot be read is `NaN`,
 * which is reported to `onProblem` once.
 *
 * Timestamps strictly increase, except where the wall clock itself was set back by more than an interval.
 *
 * No process is started to take a sample. Iterate it as often as you like, but only once at a time; counters are never
 * reset.
 *
 * @example
 * ```ts
 * const source = new HostSource({ intervalSeconds: 1, signal: AbortSignal.timeout(10_000) });
 * for await (const { timestamp, values } of source) {
 *   console.log(new Date(timestamp).toISOString(), values.cpu_percent);
 * }
 * ```
 */
export class HostSource implements AsyncIterable<Sample> {
  readonly #options: ResolvedHostOptions;
  #iterating = false;
  #samplesTaken = 0;
  #missedTicks = 0;
  #lateTicks = 0;
  #clockSetbacks = 0;

  /** Throws a {@link CollectorError} with code `invalid_option`. */
  constructor(options: HostSourceOptions) {
    this.#options = resolveHostOptions(options);
  }

  /** Samples that were taken. */
  get samplesTaken(): number {
    return this.#samplesTaken;
  }

  /** Ticks without a sample: the consumer or a reading was slow, or the machine was suspended. */
  get missedTicks(): number {
    return this.#missedTicks;
  }

  /** Samples whose reading began more than a tenth of the interval after their tick. */
  get lateTicks(): number {
    return this.#lateTicks;
  }

  /** Times that the wall clock was set back by more than an interval, and timestamps with it. */
  get clockSetbacks(): number {
    return this.#clockSetbacks;
  }

  /** Begins to read. Throws a {@link CollectorError} with code `already_iterating` while another iteration is running. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Sample, void, undefined> {
    if (this.#iterating) {
      throw new CollectorError('already_iterating', 'this source is already being iterated');
    }
    this.#iterating = true;
    const iteration = new AbortController();
    const { signal } = iteration;
    const stop = () => iteration.abort();
    if (this.#options.signal?.aborted) stop();
    this.#options.signal?.addEventListener('abort', stop);
    try {
      yield* this.#samples(signal);
    } finally {
      stop();
      this.#options.signal?.removeEventListener('abort', stop);
      this.#iterating = false;
    }
  }

  async *#samples(signal: AbortSignal): AsyncGenerator<Sample, void, undefined> {
    if (signal.aborted) return;
    const { interval, clock, host, metrics, onProblem } = this.#options;
    const deadline = Math.min(interval / 2, LONGEST_READING_MILLISECONDS);
    const hostFeatures = this.#hostFeatures(signal);
    const customMetrics = Object.entries(metrics).map(([name, metric]) => customMetric(name, metric));
    const readings = new Readings([...hostFeatures, ...customMetrics], clock, onProblem);
    // Rates compare two readings. With this one, the first sample already has them.
    await readings.take(LONGEST_READING_MILLISECONDS, signal);

    for await (const tick of alignedTicks(interval, clock, signal)) {
      this.#count(tick);
      const values = await readings.take(deadline, signal);
      if (signal.aborted) return;
      this.#samplesTaken++;
      yield { timestamp: tick.timestamp, host, values };
    }
  }

  #hostFeatures(signal: AbortSignal): FeatureSource[] {
    const { features, mounts, procPath, clock } = this.#options;
    const context = { platform: process.platform, procPath, mounts, clock, signal };
    return features.map((feature) => {
      const { valueNames, create } = readers[feature];
      return { feature, valueNames, read: create(context) };
    });
  }

  #count(tick: Tick): void {
    this.#missedTicks += tick.missed;
    if (tick.late) this.#lateTicks++;
    if (tick.clockSetBack) this.#clockSetbacks++;
  }
}

function customMetric(name: string, metric: Metric): FeatureSource {
  return {
    feature: name,
    valueNames: [],
    read: async () => {
      const reading: unknown = await metric();
      return isRecord(reading) ? reading : { [name]: reading };
    },
  };
}

function isRecord(value: unknown): value is UntrustedValues {
  return typeof value === 'object' && value !== null;
}
