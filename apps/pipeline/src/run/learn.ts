import type { Config } from '@ad/config';
import { IsolationForestModel, type Sample, trimBaseline } from '@ad/models';
import { minimumRanges } from './features.js';

/** A model that has learned the baseline, and the samples that were taken meanwhile. */
export interface Learned {
  readonly model: IsolationForestModel;
  readonly trainingSeconds: number;
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
  return { ok: true, learned: { ...(await training), waiting } };
}

type TrainedModel = Pick<Learned, 'model' | 'trainingSeconds'>;

async function train(
  baseline: readonly Sample[],
  featureNames: readonly string[],
  config: Config,
  signal: AbortSignal,
): Promise<TrainedModel> {
  const { contamination, n_estimators, max_samples, seed } = config.models.isolation_forest;
  const started = performance.now();
  const minimumRange = minimumRanges(featureNames);
  const model = new IsolationForestModel({
    contamination,
    nEstimators: n_estimators,
    maxSamples: max_samples,
    seed,
    outOfRange: { minimumRange },
  });
  const rows = baseline.map(({ values }) => featureNames.map((name) => values[name] ?? Number.NaN));
  // What starts together with the detector, not least the detector, is not what is normal on this machine.
  await model.train(trimBaseline(rows, minimumRange), {
    featureNames,
    calibrationFolds: 5,
    background: true,
    signal,
  });
  return { model, trainingSeconds: (performance.now() - started) / 1000 };
}

/** Features with at least one value; one that was never readable cannot be learned. */
function readableFeatures(baseline: readonly Sample[]): string[] {
  const names = new Set(baseline.flatMap(({ values }) => Object.keys(values)));
  return [...names].filter((name) => baseline.some(({ values }) => Number.isFinite(values[name])));
}
