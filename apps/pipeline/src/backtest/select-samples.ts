import { CollectorError } from '@ad/collector';
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
  /** Seconds between rows that have no time. */
  readonly intervalSeconds: number | undefined;
}

/** Opens what a command was asked to work on, and says on the way what is wrong with it. */
export async function selectSamples(
  terminal: Terminal,
  config: Config,
  query: SampleQuery,
  signal: AbortSignal,
): Promise<SampleSource> {
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
