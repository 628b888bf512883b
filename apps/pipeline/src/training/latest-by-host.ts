import type { Sample } from '@ad/models';
import { mostTrainingSamples } from './train-models.js';

/** The latest samples of each host, host after host: a model of sequences must not see them mixed. */
export async function latestByHost(source: AsyncIterable<Sample>): Promise<Sample[]> {
  const byHost = new Map<string, Sample[]>();
  for await (const sample of source) {
    const samples = byHost.get(sample.host) ?? [];
    byHost.set(sample.host, samples);
    samples.push(sample);
    if (samples.length >= 2 * mostTrainingSamples) samples.splice(0, mostTrainingSamples);
  }
  const each = Math.ceil(mostTrainingSamples / Math.max(1, byHost.size));
  return [...byHost.values()].flatMap((samples) => samples.slice(-each));
}
