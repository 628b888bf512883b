import { hostname } from 'node:os';
import type { Config } from '@ad/config';
import type { Sample } from '@ad/models';
import { openHistory } from '../recording/open-history.js';

/** With fewer recorded samples than this a fresh baseline tells more. */
const fewestSamples = 120;
/** The forecast uses no more. */
const mostSamples = 60_000;

/**
 * What was recorded of this machine before, oldest first: all that the configuration keeps, or nothing where it is too little or cannot
 * be read.
 */
export async function knownHistory(
  config: Config,
  signal: AbortSignal,
  onProblem: (message: string) => void,
): Promise<Sample[]> {
  const { history_folder, host } = config.data_collection;
  if (history_folder === null) return [];
  const samples: Sample[] = [];
  try {
    for await (const sample of openHistory(history_folder, { host: host ?? hostname(), signal })) {
      samples.push(sample);
      if (samples.length >= 2 * mostSamples) samples.splice(0, mostSamples);
    }
  } catch (error) {
    onProblem(`! the history cannot be read, a baseline is learned instead: ${String(error)}`);
    return [];
  }
  return samples.length < fewestSamples ? [] : samples.slice(-mostSamples);
}
