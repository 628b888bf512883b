import { CollectorError } from '../errors.js';
import type { Sample } from '../sample.js';
import type { Series } from './answer.js';
import type { ResolvedRangeOptions } from './options.js';
import type { Page } from './request.js';

/** The values of one page, laid out by host, feature and time. */
export class Grid {
  readonly #page: Page;
  readonly #options: ResolvedRangeOptions;
  readonly #length: number;
  /** Per host one row of values per feature, `NaN` where there is none. */
  readonly #hosts = new Map<string, Float64Array[]>();

  constructor(page: Page, options: ResolvedRangeOptions) {
    this.#page = page;
    this.#options = options;
    this.#length = Math.round((page.end - page.start) / options.step) + 1;
  }

  /**
   * Adds the answer for one feature. Several series of one host are merged unless they contradict each other, because a series
   * continues as another one when a label changes. Throws a {@link CollectorError} with code `ambiguous_series`.
   */
  add(feature: number, all: readonly Series[]): void {
    for (const { labels, points } of all) {
      const host = labels[this.#options.hostLabel] ?? this.#options.host;
      const row = this.#rowsOf(host)[feature];
      for (const [seconds, text] of points) {
        const index = Math.round((seconds * 1000 - this.#page.start) / this.#options.step);
        const value = Number(text);
        if (index < 0 || index >= this.#length || !Number.isFinite(value)) continue;
        if (Number.isFinite(row[index]) && row[index] !== value) throw this.#ambiguous(feature, host, all);
        row[index] = value;
      }
    }
  }

  /** In order of time, then of host. A moment at which a host has no value at all is a gap, not a sample. */
  *samples(): Generator<Sample, void, undefined> {
    const { queries, step } = this.#options;
    const hosts = [...this.#hosts].sort(([a], [b]) => (a < b ? -1 : 1));
    for (let i = 0; i < this.#length; i++) {
      const timestamp = this.#page.start + i * step;
      for (const [host, rows] of hosts) {
        if (rows.every((row) => Number.isNaN(row[i]))) continue;
        const values = Object.fromEntries(queries.map(([feature], j) => [feature, rows[j][i]]));
        yield { timestamp, host, values };
      }
    }
  }

  #rowsOf(host: string): Float64Array[] {
    const known = this.#hosts.get(host);
    if (known) return known;
    const rows = this.#options.queries.map(() => new Float64Array(this.#length).fill(Number.NaN));
    this.#hosts.set(host, rows);
    return rows;
  }

  #ambiguous(feature: number, host: string, all: readonly Series[]): CollectorError {
    const { hostLabel, queries } = this.#options;
    const [name, query] = queries[feature];
    const same = all.filter(({ labels }) => (labels[hostLabel] ?? this.#options.host) === host);
    const examples = JSON.stringify(same.slice(0, 2).map(({ labels }) => labels));
    const message =
      `the query for ${name} gives ${same.length} series for host ${host}, such as ${examples}; ` +
      `make it one per host, e.g. avg by (${hostLabel}) (${query}), or set hostLabel`;
    return new CollectorError('ambiguous_series', message);
  }
}
