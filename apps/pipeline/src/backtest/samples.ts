import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CollectorError, type FileProblem, FileSource, type LabelledSample } from '@ad/collector';

/** Samples that can be read as often as needed. */
export interface SampleSource {
  /** Where they come from, for people. */
  readonly name: string;
  read(): AsyncIterable<LabelledSample>;
}

/** Files of samples, one after the other. */
export function fileSamples(
  paths: readonly string[],
  onProblem: (problem: FileProblem) => void,
  options: { readonly intervalSeconds?: number; readonly signal?: AbortSignal } = {},
): SampleSource {
  let isFirstReading = true;
  return {
    name: paths.length === 1 ? paths[0] : `${paths.length} files`,
    async *read() {
      // What is wrong with a file is said once, however often it is read.
      const report = isFirstReading ? onProblem : () => {};
      isFirstReading = false;
      for (const path of paths) yield* new FileSource({ path, onProblem: report, ...options });
    },
  };
}

/** Name of the file of labels in a history folder; see `ad label`. */
export const labelsFileName = 'labels.jsonl';

/** The files of a history folder, in order of their names; nothing when there is no such folder or no file in it. */
export async function historyFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => /\.(csv|jsonl|ndjson)(\.gz)?$/.test(name) && name !== labelsFileName)
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new CollectorError('file_unreadable', `cannot read ${folder}`, { cause: error });
  }
}

/** A span of time, in milliseconds since the epoch; either end may be open. */
export interface TimeRange {
  readonly since: number;
  readonly until: number;
}

/** The part of a source that lies in a span of time. `last` counts back from the latest sample, which takes a reading of its own. */
export async function within(
  source: SampleSource,
  range: TimeRange,
  lastSeconds: number | undefined,
): Promise<SampleSource> {
  let { since, until } = range;
  if (lastSeconds !== undefined) {
    let latest = Number.NEGATIVE_INFINITY;
    for await (const { timestamp } of source.read()) {
      if (timestamp <= until && timestamp > latest) latest = timestamp;
    }
    since = Math.max(since, latest - lastSeconds * 1000);
  }
  return {
    name: source.name,
    async *read() {
      for await (const sample of source.read()) {
        if (sample.timestamp >= since && sample.timestamp <= until) yield sample;
      }
    },
  };
}
