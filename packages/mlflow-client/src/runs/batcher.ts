import { longestMilliseconds, numberOption } from '../check-option.js';
import { MlflowError } from '../errors.js';
import { isTransient } from '../rest/retry.js';
import { checkBatch, requestLimits } from '../stores/batch.js';
import type { CallOptions } from '../stores/calls.js';
import type { Batch, Metric, MetricSubject, RunStore } from '../stores/runs.js';

/** Options of a {@link RunBatcher}. */
export interface BatcherOptions {
  /** Longest time an entry waits before it is written. Default 1000; 0 writes on `flush` alone. */
  readonly intervalMilliseconds?: number;
  /** Most entries that wait, when the store is slow or away. Default 100,000. */
  readonly maxPending?: number;
  /** Told of each failure to write in the background. Default: nobody; `flush` tells as well. */
  readonly onError?: (error: unknown) => void;
  /** Milliseconds since the epoch. Default: the client's clock. */
  readonly now?: () => number;
}

/**
 * Collects what a run logs and writes it in the background, in requests as large as MLflow takes. What could not be written
 * for a passing reason waits for the next time; what MLflow refuses is reported and given up.
 *
 * @example
 * await using batcher = client.batcher(run.runId);
 * for (let step = 0; step < 10_000; step += 1) batcher.add({ metrics: [{ key: 'loss', value: 1 / step, step }] });
 */
export class RunBatcher implements AsyncDisposable {
  readonly #runs: RunStore;
  readonly #runId: string;
  readonly #interval: number;
  readonly #maxPending: number;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;
  #metrics: (Metric & MetricSubject)[] = [];
  readonly #params = new Map<string, string>();
  readonly #tags = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #refused: unknown[] = [];
  #closed = false;

  constructor(runs: RunStore, runId: string, options: BatcherOptions = {}) {
    this.#runs = runs;
    this.#runId = runId;
    this.#interval = numberOption(
      'intervalMilliseconds',
      options.intervalMilliseconds ?? 1000,
      0,
      longestMilliseconds,
    );
    this.#maxPending = numberOption('maxPending', options.maxPending ?? 100_000, 1, Number.MAX_SAFE_INTEGER);
    this.#onError = options.onError ?? (() => {});
    this.#now = options.now ?? Date.now;
  }

  /** Entries that are not written yet. */
  get pending(): number {
    return this.#metrics.length + this.#params.size + this.#tags.size;
  }

  /**
   * Takes entries; a metric without a timestamp is of now. False when too many are waiting: nothing was taken then. Throws
   * `INVALID_PARAMETER_VALUE` for what MLflow would refuse.
   */
  add(batch: Batch): boolean {
    if (this.#closed) throw new MlflowError('INVALID_STATE', 'this batcher is closed');
    const { metrics, params, tags } = checkBatch(batch, this.#now());
    for (const { key, value } of params) {
      const waiting = this.#params.get(key);
      if (waiting === undefined || waiting === value) continue;
      throw new MlflowError('INVALID_PARAMETER_VALUE', `param ${key} was already logged with another value`);
    }
    if (this.pending + metrics.length + params.length + tags.length > this.#maxPending) return false;
    for (const { key, value } of params) this.#params.set(key, value);
    for (const { key, value } of tags) this.#tags.set(key, value);
    for (const metric of metrics) this.#metrics.push(metric);
    this.#schedule();
    return true;
  }

  /** Writes all that waits. Rejects with what went wrong, now or in the background since the last flush. */
  async flush(options?: CallOptions): Promise<void> {
    const failure = await this.#write(options).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const refused = this.#refused;
    this.#refused = [];
    if (failure) throw failure.error;
    if (refused.length > 0) throw refused[0];
  }

  /** Flushes, and takes no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.flush();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#interval === 0 || this.pending === 0 || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#write()
        .catch(this.#onError)
        .finally(() => {
          this.#timer = undefined;
          this.#schedule();
        });
    }, this.#interval);
    // A program may end while something waits, unless it flushes.
    this.#timer.unref();
  }

  /** One write at a time, in the order of the calls. */
  #write(options?: CallOptions): Promise<void> {
    const turn = this.#writing.then(() => this.#drain(options));
    this.#writing = turn.catch(() => {});
    return turn;
  }

  /** Each write is one request to MLflow, so that it succeeds or fails as a whole. */
  async #drain(options?: CallOptions): Promise<void> {
    while (this.pending > 0) {
      const params = [...this.#params].slice(0, requestLimits.params);
      const tags = [...this.#tags].slice(0, requestLimits.tags);
      const metrics = this.#metrics.slice(0, requestLimits.entries - params.length - tags.length);
      const batch = { metrics, params: Object.fromEntries(params), tags: Object.fromEntries(tags) };
      try {
        await this.#runs.logBatch(this.#runId, batch, options);
      } catch (error) {
        if (isTransient(error) || options?.signal?.aborted) throw error;
        this.#refused.push(error);
        this.#onError(error);
      }
      this.#metrics = this.#metrics.slice(metrics.length);
      for (const [key] of params) this.#params.delete(key);
      // A tag that was set again meanwhile is still to be written.
      for (const [key, value] of tags) if (this.#tags.get(key) === value) this.#tags.delete(key);
    }
  }
}
