import type { LabelledSample } from '../labelled-sample.js';
import { readLabel } from './numbers.js';
import type { ResolvedFileOptions } from './options.js';
import { type FileProblems, quote } from './problems.js';
import { TimeReader } from './time.js';

/** What a row says, before any of it is understood. */
export interface RawRow {
  /** Undefined where the file has no times at all. */
  readonly timestamp: unknown;
  readonly hasTimestamp: boolean;
  readonly host: string | undefined;
  readonly label: unknown;
  readonly values: Record<string, number>;
}

/** Makes samples of rows: gives them their time, their host and their label. */
export class SampleMaker {
  readonly #options: ResolvedFileOptions;
  readonly #problems: FileProblems;
  readonly #times: TimeReader;
  readonly #rows = new Map<string, { count: number; last: number }>();

  constructor(options: ResolvedFileOptions, problems: FileProblems) {
    this.#options = options;
    this.#problems = problems;
    this.#times = new TimeReader(options.timeUnit);
  }

  /** Undefined where the row has to be left out. */
  make(row: RawRow, line: number): LabelledSample | undefined {
    const { startTime, interval } = this.#options;
    const host = row.host === undefined || row.host === '' ? this.#options.host : row.host;
    const before = this.#rows.get(host) ?? { count: 0, last: Number.NEGATIVE_INFINITY };
    const timestamp = row.hasTimestamp
      ? this.#times.read(row.timestamp)
      : startTime + before.count * interval;
    if (Number.isNaN(timestamp)) {
      this.#problems.leaveOut(line, 'bad_timestamp', `${quote(String(row.timestamp))} is no time`);
      return undefined;
    }
    if (timestamp < before.last) {
      const times = `${iso(timestamp)} comes after ${iso(before.last)}`;
      this.#problems.note(line, 'out_of_order', `${times}; sort the file by time`);
    }
    this.#rows.set(host, { count: before.count + 1, last: timestamp });
    const label = readLabel(row.label);
    if (!label.ok) {
      this.#problems.note(line, 'bad_label', `label ${quote(String(row.label))} is neither 0 nor 1`);
    }
    const sample = { timestamp, host, values: row.values };
    return label.ok && label.label !== undefined ? { ...sample, label: label.label } : sample;
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
