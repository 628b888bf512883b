import type { LabelledSample } from '../sample.js';
import { TimeReader } from '../time.js';
import { readLabel } from './numbers.js';
import type { ResolvedFileOptions } from './options.js';
import { type FileProblems, quote } from './problems.js';

/** The parts of a row, still as they were read. */
export interface RawRow {
  /** Undefined where the file has no times at all. */
  readonly timestamp: unknown;
  readonly hasTimestamp: boolean;
  readonly host: string | undefined;
  readonly label: unknown;
  readonly values: Record<string, number>;
  readonly disturbed?: boolean;
}

interface HostRows {
  rows: number;
  /** Time of the latest of them. */
  last: number;
}

/** Turns rows into samples with a time, a host and a label. */
export class SampleMaker {
  readonly #options: ResolvedFileOptions;
  readonly #problems: FileProblems;
  readonly #times: TimeReader;
  readonly #hosts = new Map<string, HostRows>();

  constructor(options: ResolvedFileOptions, problems: FileProblems) {
    this.#options = options;
    this.#problems = problems;
    this.#times = new TimeReader(options.timeUnit);
  }

  /** Undefined where the row has to be left out. */
  make(row: RawRow, line: number): LabelledSample | undefined {
    const { startTime, interval } = this.#options;
    const host = row.host === undefined || row.host === '' ? this.#options.host : row.host;
    const known = this.#hosts.get(host) ?? this.#addHost(host);
    const timestamp = row.hasTimestamp ? this.#times.read(row.timestamp) : startTime + known.rows * interval;
    if (Number.isNaN(timestamp)) {
      this.#problems.leaveOut(line, 'bad_timestamp', `${quote(String(row.timestamp))} is not a time`);
      return undefined;
    }
    if (timestamp < known.last) {
      const times = `${iso(timestamp)} comes after ${iso(known.last)}`;
      this.#problems.note(line, 'out_of_order', `${times}; sort the file by time`);
    }
    known.rows++;
    known.last = timestamp;
    const label = readLabel(row.label);
    if (!label.ok) {
      this.#problems.note(line, 'bad_label', `label ${quote(String(row.label))} is neither 0 nor 1`);
    }
    const { values } = row;
    return {
      timestamp,
      host,
      values,
      ...(row.disturbed && { disturbed: true }),
      ...(label.ok && label.label !== undefined && { label: label.label }),
    };
  }

  #addHost(host: string): HostRows {
    const none = { rows: 0, last: Number.NEGATIVE_INFINITY };
    this.#hosts.set(host, none);
    return none;
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
