import type { Config } from '@ad/config';
import type { Sample } from '@ad/models';
import { readableFeatures, type TrainedModels, train } from './train.js';

/** Models that have learned the baseline, and the samples that were taken meanwhile. */
export interface Learned extends TrainedModels {
  readonly baseline: readonly Sample[];
  /** Taken while the models trained, which disturbed them; still to be scored, oldest first. */
  readonly waiting: readonly Sample[];
}

/** More samples make models slower to train, not better. */
const longestTraining = 5000;

/** What can come of learning, besides an error of the training itself. */
export type LearnResult =
  | { readonly ok: true; readonly learned: Learned }
  | { readonly ok: false; readonly reason: 'stopped' }
  /** No sample of the baseline held a single readable value. */
  | { readonly ok: false; readonly reason: 'nothing_readable' };

/** Learns what is normal from the first samples of a source, which goes on being read while the models train. */
export async function learn(
  source: AsyncIterable<Sample>,
  config: Config,
  signal: AbortSignal,
  onSample: (taken: number, needed: number) => void,
): Promise<LearnResult> {
  const { baseline_duration_seconds, baseline_interval_seconds } = config.data_collection;
  const needed = Math.floor(baseline_duration_seconds / baseline_interval_seconds);
  const baseline: Sample[] = [];
  const waiting: Sample[] = [];
  let training: Promise<TrainedModels> | undefined;
  let settled = false;

  for await (const sample of source) {
    if (training) {
      waiting.push({ ...sample, disturbed: true });
      if (settled) break;
      continue;
    }
    baseline.push(sample);
    onSample(baseline.length, needed);
    if (baseline.length < needed) continue;
    if (readableFeatures(baseline).length === 0) return { ok: false, reason: 'nothing_readable' };
    const settle = (): void => {
      settled = true;
    };
    training = train(config.detection.models, baseline, config, signal);
    training.then(settle, settle);
  }
  if (!training || signal.aborted) return { ok: false, reason: 'stopped' };
  return { ok: true, learned: { ...(await training), baseline, waiting } };
}

/** Learns from samples that were recorded before, at once; the models from the last of them. */
export async function learnHistory(
  past: readonly Sample[],
  config: Config,
  signal: AbortSignal,
): Promise<LearnResult> {
  if (readableFeatures(past).length === 0) return { ok: false, reason: 'nothing_readable' };
  const trained = await train(config.detection.models, past.slice(-longestTraining), config, signal);
  return { ok: true, learned: { ...trained, baseline: past, waiting: [] } };
}
