import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { CollectorError, FileSource } from '@ad/collector';
import type { Sample } from '@ad/models';
import { DAY, type DayFile, listDayFiles } from './day-files.js';
import { mergeByTime } from './merge-by-time.js';

/** Which part of a recorded history. */
export interface HistoryOptions {
  /** Only the samples of this host. @default all hosts */
  readonly host?: string;
  /** Earliest time, itself included, milliseconds since 1970. @default the beginning */
  readonly since?: number;
  /** Latest time, itself not included. @default the end */
  readonly until?: number;
  readonly signal?: AbortSignal;
  /** Hears of lines that could not be read, such as the torn last one of a process that was killed. */
  readonly onProblem?: (message: string) => void;
}

/**
 * The samples that `ad run` recorded in a folder, in order of time, over all hosts; where the clock of a host was set back, its
 * samples come as they were taken. A folder that does not exist is an empty history. Holds one chunk of one file per host.
 * Throws a {@link CollectorError} with code `file_unreadable`.
 */
export async function* openHistory(
  folder: string,
  options: HistoryOptions = {},
): AsyncGenerator<Sample, void, undefined> {
  const { host, since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = options;
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  const files = (await listDayFiles(folder)).filter(
    (file) => (host === undefined || file.host === host) && file.day + DAY > since && file.day < until,
  );
  const hosts = [...new Set(files.map((file) => file.host))];
  const perHost = hosts.map((name) => files.filter((file) => file.host === name));
  for await (const sample of mergeByTime(perHost.map((list) => samplesOf(folder, list, options)))) {
    if (sample.timestamp >= since && sample.timestamp < until) yield sample;
  }
}

/** What one host recorded: a day after the other. */
async function* samplesOf(
  folder: string,
  files: readonly DayFile[],
  { signal, onProblem }: HistoryOptions,
): AsyncGenerator<Sample, void, undefined> {
  for (const { name, host } of files) {
    const path = join(folder, name);
    try {
      yield* new FileSource({
        path,
        host,
        timeUnit: 'milliseconds',
        ...(signal && { signal }),
        onProblem: ({ line, message }) => onProblem?.(`${path}, line ${line}: ${message}`),
      });
    } catch (error) {
      // A process may end before its first line of a day is whole.
      if (!(error instanceof CollectorError && error.code === 'nothing_readable')) throw error;
    }
  }
}
