import { basename } from 'node:path';
import { check, checkNumber, isName, toMilliseconds } from '../check.js';
import type { TimeUnit } from '../time.js';
import type { RoleNames } from './names.js';
import type { FileProblem } from './problems.js';

/** Which file to read, and how. */
export interface FileSourceOptions {
  /** A file of comma-separated values or JSON lines, plain or gzipped. */
  readonly path: string;
  /**
   * Columns (or JSON fields) that are not features. @default found by their usual names: timestamp, @timestamp, datetime,
   * date_time, time, date or ts; host, hostname or instance; label
   */
  readonly columns?: {
    readonly timestamp?: string;
    readonly host?: string;
    readonly label?: string;
  };
  /** The features to read. @default every column of numbers */
  readonly features?: readonly string[];
  /** Host of rows that name none. @default the name of the file without .csv, .jsonl, .gz and the like */
  readonly host?: string;
  /** Unit of times that are numbers. @default decided by the size of the first one */
  readonly timeUnit?: TimeUnit;
  /** Time of the first row, where the file has no times: a Date or milliseconds since 1970. @default 0 */
  readonly startTime?: number | Date;
  /** Seconds from row to row, where the file has no times, 0.001 to 31536000. @default 60 */
  readonly intervalSeconds?: number;
  /** Ends the iteration, cleanly and at once. */
  readonly signal?: AbortSignal;
  /**
   * Called for what is wrong in the file, at most ten times per reason. Throw from it to stop at the first problem: the
   * iteration ends with your error.
   */
  readonly onProblem?: (problem: FileProblem) => void;
}

/** The same with every default filled in; times in milliseconds. */
export interface ResolvedFileOptions {
  readonly path: string;
  readonly columns: RoleNames;
  readonly features: ReadonlySet<string> | undefined;
  readonly host: string;
  readonly timeUnit: TimeUnit | undefined;
  readonly startTime: number;
  readonly interval: number;
  readonly signal: AbortSignal | undefined;
  readonly onProblem: (problem: FileProblem) => void;
}

const endings = /(\.(csv|tsv|txt|json|jsonl|ndjson|log))?(\.gz)?$/i;

/** Throws a `CollectorError` with code `invalid_option` that names the option, the rule and the value. */
export function resolveFileOptions(options: FileSourceOptions): ResolvedFileOptions {
  const { path, columns = {}, features, timeUnit, startTime = 0, intervalSeconds = 60 } = options;
  check(isName(path), 'path', 'the path of a file', path);
  const { host = hostOf(path) } = options;
  check(isName(host), 'host', 'a name', host);
  for (const role of ['timestamp', 'host', 'label'] as const) {
    const name = columns[role];
    check(name === undefined || isName(name), `columns.${role}`, 'the name of a column', name);
  }
  const featuresAreValid =
    features === undefined || (Array.isArray(features) && features.length > 0 && features.every(isName));
  check(featuresAreValid, 'features', 'a list of at least one name', features);
  const unitIsValid = timeUnit === undefined || timeUnit === 'seconds' || timeUnit === 'milliseconds';
  check(unitIsValid, 'timeUnit', "'seconds' or 'milliseconds'", timeUnit);
  checkNumber('intervalSeconds', intervalSeconds, 0.001, 31_536_000);

  return {
    path,
    columns,
    features: features && new Set(features),
    host,
    timeUnit,
    startTime: toMilliseconds('startTime', startTime),
    interval: Math.round(intervalSeconds * 1000),
    signal: options.signal,
    onProblem: options.onProblem ?? (() => {}),
  };
}

function hostOf(path: string): string {
  return basename(path).replace(endings, '') || 'file';
}
