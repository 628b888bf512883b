import { CollectorError, PrometheusRangeSource } from '@ad/collector';
import type { Config } from '@ad/config';
import { say, type Terminal } from '../terminal/terminal.js';
import {
  fileSamples,
  historySamples,
  type SampleSource,
  sampleSource,
  type TimeRange,
  within,
} from './sample-source.js';

/** Which samples a command works on. */
export interface SampleQuery {
  /** None: the recorded history. */
  readonly files: readonly string[];
  /** A folder of recorded samples instead of the configured one. */
  readonly history?: string | undefined;
  /** @default all of it */
  readonly range?: TimeRange;
  /** Only so many seconds before the latest sample. */
  readonly lastSeconds?: number | undefined;
  /** Seconds between rows that have no time, and between the samples asked of Prometheus. */
  readonly intervalSeconds?: number | undefined;
  /** Address of a Prometheus to ask instead of reading files. */
  readonly prometheus?: string | undefined;
  /** A PromQL query per feature; none: the metrics that `ad run` exports. */
  readonly queries?: Readonly<Record<string, string>> | undefined;
}

const always: TimeRange = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
const secondsPerWeek = 7 * 24 * 3600;

/** Opens what a command was asked to work on, and says on the way what is wrong with it. */
export async function selectSamples(
  terminal: Terminal,
  config: Config,
  query: SampleQuery,
  signal: AbortSignal,
): Promise<SampleSource> {
  if (query.prometheus !== undefined) return askPrometheus(terminal, config, query.prometheus, query, signal);
  const {
    files,
    history = config.data_collection.history_folder,
    range = always,
    lastSeconds,
    intervalSeconds,
  } = query;
  const onProblem = (message: string): void => say(terminal, `! ${message}`);
  if (files.length === 0 && history === null) throw nothingToReplay('no history is recorded');
  const source =
    files.length === 0 && history !== null
      ? historySamples(history, onProblem, signal)
      : fileSamples(files, ({ path, line, message }) => onProblem(`${path}, line ${line}: ${message}`), {
          signal,
          ...(intervalSeconds !== undefined && { intervalSeconds }),
        });
  const isBounded = lastSeconds !== undefined || range.since > -Infinity || range.until < Infinity;
  return isBounded ? within(source, range, lastSeconds) : source;
}

/** Without a span of time the last week. */
function askPrometheus(
  terminal: Terminal,
  config: Config,
  url: string,
  { range = always, lastSeconds = secondsPerWeek, intervalSeconds, queries }: SampleQuery,
  signal: AbortSignal,
): SampleSource {
  const end = Math.min(range.until, Date.now());
  const start = Number.isFinite(range.since) ? range.since : end - lastSeconds * 1000;
  const options = {
    url,
    start,
    end,
    stepSeconds: intervalSeconds ?? config.data_collection.interval_seconds,
    signal,
    ...(queries && { queries }),
  };
  const onEmpty = (feature: string, asked: string): void =>
    say(terminal, `! ${feature}: Prometheus has nothing for ${asked} in that span of time`);
  return sampleSource(
    url,
    (isFirst) => new PrometheusRangeSource({ ...options, onEmpty: isFirst ? onEmpty : () => {} }),
  );
}

function nothingToReplay(reason: string): CollectorError {
  const advice = 'give a file, or set data_collection.history_folder and let ad run record';
  return new CollectorError('file_unreadable', `${reason}; ${advice}`);
}
