import type { Sample } from '../sample.js';
import { Grid } from './grid.js';
import {
  type PrometheusRangeSourceOptions,
  type ResolvedRangeOptions,
  resolveRangeOptions,
} from './options.js';
import { type Page, requestSeries } from './request.js';

/**
 * Samples from the history of a Prometheus, or of anything that answers `query_range`: in order of time, then of host. All
 * features of a host at one time are one sample; a feature without a value is `NaN`.
 *
 * A long range is requested in pages, one request per page and feature, one after the other. Memory holds one page, 8 bytes
 * per host, feature and point, and the text of one answer.
 *
 * Iterating throws a {@link CollectorError}: `unreachable`, `timeout`, `http_status`, `bad_answer`, or `ambiguous_series` when
 * a query gives several values for one host at one time. Samples of the pages before have been yielded by then.
 *
 * @example
 * ```ts
 * const source = new PrometheusRangeSource({
 *   url: 'http://localhost:9090',
 *   start: Date.now() - 7 * 86_400_000,
 *   end: Date.now(),
 *   stepSeconds: 15,
 *   queries: { cpu_percent: '100 - 100 * avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[1m]))' },
 * });
 * for await (const { timestamp, host, values } of source) console.log(timestamp, host, values);
 * ```
 */
export class PrometheusRangeSource implements AsyncIterable<Sample> {
  readonly #options: ResolvedRangeOptions;

  /** Throws a {@link CollectorError} with code `invalid_option`. Sends nothing yet. */
  constructor(options: PrometheusRangeSourceOptions) {
    this.#options = resolveRangeOptions(options);
  }

  /** Begins to ask. Ends cleanly when the signal aborts. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Sample, void, undefined> {
    const { queries, signal, onEmpty } = this.#options;
    const empty = new Map(queries);
    for (const page of pages(this.#options)) {
      const grid = new Grid(page, this.#options);
      for (const [index, [feature, query]] of queries.entries()) {
        if (signal?.aborted) return;
        try {
          const series = await requestSeries(query, page, this.#options);
          if (series.length > 0) empty.delete(feature);
          grid.add(index, series);
        } catch (error) {
          if (signal?.aborted) return;
          throw error;
        }
      }
      for (const sample of grid.samples()) {
        if (signal?.aborted) return;
        yield sample;
      }
    }
    for (const [feature, query] of empty) onEmpty(feature, query);
  }
}

/** Splits the range into pages that begin at multiples of the step. */
function* pages({
  start,
  end,
  step,
  pointsPerRequest,
}: ResolvedRangeOptions): Generator<Page, void, undefined> {
  const last = Math.floor(end / step) * step;
  const length = (pointsPerRequest - 1) * step;
  for (let from = Math.ceil(start / step) * step; from <= last; from += length + step) {
    yield { start: from, end: Math.min(from + length, last) };
  }
}
