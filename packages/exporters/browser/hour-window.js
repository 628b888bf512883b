// The last hour as columns, one entry per sample, as uPlot takes them.

/** @import { Row } from './types.js' */

const MAX_SAMPLES = 86_400;
/** Old entries are removed so many at a time: each removal moves all other entries. */
const SLACK = 600;
/** Samples that are kept as rows, for the table. */
const RECENT = 20;
const HOUR_MILLISECONDS = 3_600_000;

/** @typedef {(number | null)[]} Column */
/** @typedef {{ value: Column, low: Column, high: Column, share: Column }} Feature */

/** Samples of the last hour. */
export class HourWindow {
  /** Seconds since the epoch. @type {number[]} */
  time = [];
  /** @type {Column} */
  score = [];
  /** @type {Column} */
  threshold = [];
  /** 1 where there is an anomaly. @type {number[]} */
  anomaly = [];
  /** @type {Map<string, Feature>} */
  features = new Map();
  /** The latest rows, newest last. @type {Row[]} */
  recent = [];
  /** The newest row. @type {Row | undefined} */
  latest;
  /** Usual time between two samples in milliseconds; 0 before the second. */
  interval = 0;

  clear() {
    Object.assign(this, new HourWindow());
  }

  /** @param {readonly Row[]} rows */
  append(rows) {
    for (const row of rows) this.#append(row);
    this.recent = [...this.recent, ...rows].slice(-RECENT);
    this.#trim();
  }

  /** @param {Row} row */
  #append(row) {
    const { latest } = this;
    if (latest) {
      const step = row.time - latest.time;
      // Where samples are missing, an empty entry interrupts the lines.
      const isGap = this.interval > 0 && step > Math.max(3 * this.interval, 2000);
      if (isGap) this.#push((latest.time + row.time) / 2, undefined);
      else if (step > 0) this.interval = step;
    }
    this.latest = row;
    this.#push(row.time, row);
  }

  /**
   * @param {number} time
   * @param {Row | undefined} row nothing for a gap
   */
  #push(time, row) {
    const length = this.time.length;
    this.time.push(time / 1000);
    this.score.push(row?.score ?? null);
    this.threshold.push(row?.threshold ?? null);
    this.anomaly.push(row?.isAnomaly ? 1 : 0);
    for (const name of Object.keys(row?.features ?? {})) {
      if (!this.features.has(name)) this.features.set(name, emptyFeature(length));
    }
    for (const [name, { value, low, high, share }] of this.features) {
      const reading = row?.features[name];
      value.push(reading?.[0] ?? null);
      low.push(reading?.[1] ?? null);
      high.push(reading?.[2] ?? null);
      share.push(reading?.[3] ?? null);
    }
  }

  #trim() {
    const oldest = (this.latest?.time ?? 0) - HOUR_MILLISECONDS;
    let excess = Math.max(0, this.time.length - MAX_SAMPLES);
    while (this.time[excess] * 1000 < oldest) excess++;
    if (excess < SLACK) return;
    const columns = [this.time, this.score, this.threshold, this.anomaly];
    for (const { value, low, high, share } of this.features.values()) columns.push(value, low, high, share);
    for (const column of columns) column.splice(0, excess);
    for (const [name, { value }] of this.features) {
      if (value.every((one) => one === null)) this.features.delete(name);
    }
  }

  /** Index of the sample nearest to a time in seconds. @param {number} time */
  nearest(time) {
    let low = 0;
    let high = this.time.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.time[middle] < time) low = middle + 1;
      else high = middle;
    }
    return low > 0 && time - this.time[low - 1] < this.time[low] - time ? low - 1 : low;
  }

  /**
   * Stretches of anomaly that touch a span, in seconds. Each ends with the first sample after it.
   *
   * @param {number} from
   * @param {number} to
   */
  anomalies(from, to) {
    /** @type {[from: number, to: number][]} */
    const found = [];
    for (let i = this.nearest(from); i < this.time.length && this.time[i] <= to; i++) {
      if (this.anomaly[i] !== 1) continue;
      const begin = this.time[i];
      while (i + 1 < this.time.length && this.anomaly[i] === 1) i++;
      found.push([begin, this.time[i]]);
    }
    return found;
  }
}

/** @param {number} length @returns {Feature} */
function emptyFeature(length) {
  const column = () => /** @type {Column} */ (new Array(length).fill(null));
  return { value: column(), low: column(), high: column(), share: column() };
}
