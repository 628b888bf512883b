import { CollectorError, PrometheusRangeSource } from '@ad/collector';
import type { Config } from '@ad/config';
import { historyFolder } from '../run/history-folder.js';
import { say, type Terminal } from '../terminal.js';
import { fileSamples, historyFiles, type SampleSource, type TimeRange, within } from './samples.js';

/** Which samples a command works on. */
export interface SampleQuery {
  /** None: the recorded history. */
  readonly files: readonly string[];
  /** A folder of recorded samples instead of the configured one. */
  readonly history: string | undefined;
  readonly range: TimeRange;
  /** Only so many seconds before the latest sample. */
  readonly lastSeconds: number | undefined;
  /** Seconds between rows that have no time, and between the samples asked of Prometheus. */
  readonly intervalSeconds: number | undefined;
  /** Address of a Prometheus to ask instead of reading files. */
  readonly prometheus: string | undefined;
  /** A PromQL query per feature; none: the metrics that `ad run` exports. */
  readonly queries: Readonly<Record<string, string>> | undefined;
}

const secondsPerWeek = 7 * 24 * 3600;

/** Opens what a command was asked to work on, and says on the way what is wrong with it. */
export async function selectSamples(
  terminal: Terminal,
  config: Config,
  query: SampleQuery,
  signal: AbortSignal,
): Promise<SampleSource> {
  if (query.prometheus !== undefined) return askPrometheus(terminal, config, query.prometheus, query, signal);
  const { files, history = historyFolder(config), range, lastSeconds, intervalSeconds } = query;
  const paths = files.length > 0 ? files : await historyFiles(history);
  if (paths.length === 0) {
    throw new CollectorError(
      'file_unreadable',
      `there is no recorded history in ${history}; give a file, or record one with ad run --json > ${history}/NAME.jsonl`,
    );
  }
  const onProblem = ({ path, line, message }: { path: string; line: number; message: string }): void =>
    say(terminal, `! ${path}, line ${line}: ${message}`);
  const source = fileSamples(paths, onProblem, {
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
  { range, lastSeconds = secondsPerWeek, intervalSeconds, queries }: SampleQuery,
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
  let isFirstReading = true;
  return {
    name: url,
    read() {
      const source = new PrometheusRangeSource({ ...options, onEmpty: isFirstReading ? onEmpty : () => {} });
      isFirstReading = false;
      return source;
    },
  };
}
