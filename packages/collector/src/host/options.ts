import { homedir, hostname } from 'node:os';
import { parse } from 'node:path';
import { check, checkNumber, isName } from '../check.js';
import { type Clock, systemClock } from '../clock.js';
import type { HostProblem } from './problem.js';
import { readers } from './readers/index.js';
import type { HostFeature } from './readers/reader.js';

/**
 * A metric of your own. Returns one number, which gets the name of the metric, or several numbers by name; `NaN` for
 * one that is missing just now. When it throws or rejects, its values are missing and a {@link HostProblem} is reported.
 */
export type Metric = () => MetricReading | Promise<MetricReading>;

/** What a {@link Metric} returns: one number, or several by name. */
export type MetricReading = number | Readonly<Record<string, number>>;

/** What to read on this host, and how often. */
export interface HostSourceOptions {
  /**
   * Seconds between samples, taken to the millisecond, 0.05 to 86400. Samples fall on its multiples on the wall clock:
   * 15 means on :00, :15, :30 and :45.
   */
  readonly intervalSeconds: number;
  /** What to read. @default ['cpu', 'memory', 'disk'] */
  readonly features?: readonly HostFeature[];
  /**
   * Paths of the filesystems of which `disk_percent` is the fullest, or `'all'` for every filesystem with a disk behind
   * it. Those are found with `systeminformation`, which starts `df` or its like: at the beginning and then every ten
   * minutes, never while a sample is taken. @default ['/'], on Windows the drive of the home folder
   */
  readonly mounts?: readonly string[] | 'all';
  /**
   * Metrics of your own, by name. Each is called once at the beginning and then once per sample, but not while an
   * earlier call is still running. One that takes longer than half the interval, or two seconds, is missing.
   */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** Name of this host in samples. @default the operating system's host name */
  readonly host?: string;
  /** Ends the iteration, cleanly and at once. */
  readonly signal?: AbortSignal;
  /** Called when a feature goes missing and when it is back. Must not throw. */
  readonly onProblem?: (problem: HostProblem) => void;
  /** Where procfs is, e.g. `/host/proc` in a container that sees the host's. Only used on Linux. @default '/proc' */
  readonly procPath?: string;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** The same with every default filled in; times in milliseconds. */
export interface ResolvedHostOptions {
  readonly interval: number;
  readonly features: readonly HostFeature[];
  readonly mounts: readonly string[] | 'all';
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly host: string;
  readonly signal: AbortSignal | undefined;
  readonly onProblem: (problem: HostProblem) => void;
  readonly procPath: string;
  readonly clock: Clock;
}

/** Throws a {@link CollectorError} with code `invalid_option` that names the option, the rule and the value. */
export function resolveHostOptions(options: HostSourceOptions): ResolvedHostOptions {
  const { intervalSeconds, features = ['cpu', 'memory', 'disk'], metrics = {}, host = hostname() } = options;
  const { mounts = [parse(homedir()).root], procPath = '/proc' } = options;

  checkNumber('intervalSeconds', intervalSeconds, 0.05, 86_400);
  check(isName(host), 'host', 'a name', host);
  check(isName(procPath), 'procPath', 'a path', procPath);
  const mountsAreValid = mounts === 'all' || (isListOfNames(mounts) && mounts.length > 0);
  check(mountsAreValid, 'mounts', `'all' or a list of at least one path`, mounts);
  checkFeatures(features);
  checkMetrics(metrics, features);
  const readsSomething = features.length > 0 || Object.keys(metrics).length > 0;
  check(readsSomething, 'features', 'at least one feature when there are no metrics', features);

  return {
    interval: Math.round(intervalSeconds * 1000),
    features,
    mounts,
    metrics,
    host,
    signal: options.signal,
    onProblem: options.onProblem ?? (() => {}),
    procPath,
    clock: options.clock ?? systemClock,
  };
}

function checkFeatures(features: readonly HostFeature[]): void {
  const known = `of ${Object.keys(readers).join(', ')}`;
  check(isListOfNames(features), 'features', `a list ${known}`, features);
  for (const [index, feature] of features.entries()) {
    check(Object.hasOwn(readers, feature), `features[${index}]`, `one ${known}`, feature);
    check(features.indexOf(feature) === index, `features[${index}]`, 'named once', feature);
  }
}

function checkMetrics(metrics: Readonly<Record<string, Metric>>, features: readonly HostFeature[]): void {
  const taken = new Set<string>(features.flatMap((feature) => [feature, ...readers[feature].valueNames]));
  for (const [name, metric] of Object.entries(metrics)) {
    check(name !== '', 'metrics', 'names that are not empty', name);
    check(!taken.has(name), `metrics.${name}`, 'a name that no feature uses', name);
    check(typeof metric === 'function', `metrics.${name}`, 'a function', metric);
  }
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every(isName);
}
