import { CollectorError } from '@ad/collector';
import type { Config } from '@ad/config';
import type { Sample } from '@ad/models';
import { selectSamples } from '../backtest/select-samples.js';
import { ownHost } from '../command-line/configuration.js';
import { openHistory } from '../recording/open-history.js';
import { say, type Terminal } from '../terminal/terminal.js';

/** What a run is told to learn from in place of a baseline; neither: what was recorded of this machine. */
export interface GivenHistory {
  readonly files: readonly string[];
  readonly prometheus: string | undefined;
}

/** Whether a run is told to learn from something. */
export function isGiven({ files, prometheus }: GivenHistory): boolean {
  return files.length > 0 || prometheus !== undefined;
}

/** With fewer samples than this a fresh baseline tells more. */
const fewestSamples = 120;
/** The forecast uses no more. */
const mostSamples = 60_000;

/**
 * What is known of this machine beforehand, oldest first; nothing, and a line that says why, where it is too little, of other hosts, or
 * cannot be read.
 */
export async function knownHistory(
  terminal: Terminal,
  config: Config,
  given: GivenHistory,
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const refuse = (reason: string): readonly Sample[] => {
    say(terminal, `! ${reason}; a baseline is learned instead`);
    return [];
  };
  try {
    const samples = await lastOf(
      isGiven(given)
        ? (await selectSamples(terminal, config, given, signal)).read()
        : openRecorded(config, signal),
    );
    const hosts = new Set(samples.map(({ host }) => host));
    const own = samples.filter(({ host }) => host === ownHost(config));
    const usable = hosts.size === 1 ? samples : own;
    if (hosts.size > 1 && own.length === 0) {
      return refuse(`the history holds ${hosts.size} hosts, and none is ${ownHost(config)}`);
    }
    if (usable.length >= fewestSamples) return usable;
    return isGiven(given) ? refuse(`${usable.length} samples of history are too few`) : [];
  } catch (error) {
    return refuse(
      error instanceof CollectorError ? error.message : `the history cannot be read: ${String(error)}`,
    );
  }
}

async function* openRecorded(config: Config, signal: AbortSignal): AsyncGenerator<Sample> {
  const { history_folder, interval_seconds } = config.data_collection;
  if (history_folder === null) return;
  // Older files would be read for nothing.
  const since = Date.now() - mostSamples * interval_seconds * 1000;
  yield* openHistory(history_folder, { host: ownHost(config), since, signal });
}

async function lastOf(source: AsyncIterable<Sample>): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of source) {
    samples.push(sample);
    if (samples.length >= 2 * mostSamples) samples.splice(0, mostSamples);
  }
  return samples.slice(-mostSamples);
}
