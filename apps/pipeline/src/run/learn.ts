import type { Config } from '@ad/config';
import type { Sample } from '@ad/models';
import { type TrainedModel, train } from './train.js';

/** A model that has learned the baseline, and the samples that were taken meanwhile. */
export interface Learned extends TrainedModel {
  readonly baseline: readonly Sample[];
  /** Taken while the model trained; still to be scored, oldest first. */
  readonly waiting: readonly Sample[];
}

/** What can come of learning, besides an error of the training itself. */
export type LearnResult =
  | { readonly ok: true; readonly learned: Learned }
  | { readonly ok: false; readonly reason: 'stopped' }
  /** No sample of the baseline held a single readable value. */
  | { readonly ok: false; readonly reason: 'nothing_readable' };

/** Learns what is normal from the first samples of a source, which goes on being read while the model trains. */
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
  let training: Promise<TrainedModel> | undefined;
  let settled = false;

  for await (const sample of source) {
    if (training) {
      waiting.push(sample);
      if (settled) break;
      continue;
    }
    baseline.push(sample);
    onSample(baseline.length, needed);
    if (baseline.length < needed) continue;
    const featureNames = readableFeatures(baseline);
    if (featureNames.length === 0) return { ok: false, reason: 'nothing_readable' };
    const settle = (): void => {
      settled = true;
    };
    training = train(baseline, featureNames, config, signal);
    training.then(settle, settle);
  }
  if (!training || signal.aborted) return { ok: false, reason: 'stopped' };
  return { ok: true, learned: { ...(await training), baseline, waiting } };
}

/** Features with at least one value; one that was never readable cannot be learned. */
function readableFeatures(baseline: readonly Sample[]): string[] {
  const names = new Set(baseline.flatMap(({ values }) => Object.keys(values)));
  return [...names].filter((name) => baseline.some(({ values }) => Number.isFinite(values[name])));
}
