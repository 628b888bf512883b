import { type FileProblem, FileSource, type LabelledSample } from '@ad/collector';
import { openHistory } from '../recording/open-history.js';

/** Samples that can be read as often as needed. */
export interface SampleSource {
  /** Where they come from, for people. */
  readonly name: string;
  read(): AsyncIterable<LabelledSample>;
}

/** A source whose readers are told whether theirs is the first reading: what is wrong with samples is said once, however often they are read. */
export function sampleSource(
  name: string,
  open: (isFirst: boolean) => AsyncIterable<LabelledSample>,
): SampleSource {
  let readings = 0;
  return { name, read: () => open(readings++ === 0) };
}

/** Files of samples, one after the other. */
export function fileSamples(
  paths: readonly string[],
  onProblem: (problem: FileProblem) => void,
  options: { readonly intervalSeconds?: number; readonly signal?: AbortSignal } = {},
): SampleSource {
  const name = paths.length === 1 ? paths[0] : `${paths.length} files`;
  return sampleSource(name, async function* (isFirst) {
    const report = isFirst ? onProblem : () => {};
    for (const path of paths) yield* new FileSource({ path, onProblem: report, ...options });
  });
}

/** What `ad run` recorded in a folder. */
export function historySamples(
  folder: string,
  onProblem: (message: string) => void,
  signal: AbortSignal,
): SampleSource {
  return sampleSource(folder, (isFirst) =>
    openHistory(folder, { signal, onProblem: isFirst ? onProblem : () => {} }),
  );
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
