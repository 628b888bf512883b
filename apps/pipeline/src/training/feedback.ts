import { injectFaults, RandomForestModel, type Sample } from '@ad/models';
import type { DetectorFactory } from '../detectors/detector.js';
import { rowOf } from '../detectors/samples.js';
import type { Label } from '../labels/label-file.js';

/** Of what is random in learning from feedback: the same labels give the same forest. */
const seed = 42;

/** Rows of samples, and which of them people called anomalies. */
export interface LabelledRows {
  readonly rows: readonly (readonly number[])[];
  readonly labels: Uint8Array;
}

/** How the random forest learns from feedback. */
export interface FeedbackOptions {
  readonly featureNames: readonly string[];
  readonly trees: number;
  readonly signal?: AbortSignal;
}

/**
 * The samples as rows, 1 where they were called an anomaly. A label begins with the last sample at or before its time. What nobody spoke
 * of counts as normal, like what was called a false alarm; where two labels overlap, the later one is right. A label of a time before or
 * after the samples of its host says nothing of them.
 */
export function labelRows(
  samples: readonly Sample[],
  labels: readonly Label[],
  featureNames: readonly string[],
): LabelledRows {
  const isAnomaly = new Uint8Array(samples.length);
  for (const { host, from, to, isAnomaly: label } of labels) {
    if (!samples.some((sample) => sample.host === host && sample.timestamp >= from)) continue;
    const before = samples.findLast((sample) => sample.host === host && sample.timestamp <= from);
    const first = before?.timestamp ?? from;
    for (const [i, { host: of, timestamp }] of samples.entries()) {
      if (of === host && timestamp >= first && timestamp <= Math.max(first, to)) isAnomaly[i] = Number(label);
    }
  }
  return { rows: samples.map((sample) => rowOf(sample, featureNames)), labels: isAnomaly };
}

/**
 * Trains a random forest on what people said, and on a copy of the normal rows with faults in it, so that a few labels do not make it
 * forget what they did not speak of. Its score is P(anomaly); the detector can take it as one of its models.
 */
export async function trainOnFeedback(
  { rows, labels }: LabelledRows,
  { featureNames, trees, signal }: FeedbackOptions,
): Promise<RandomForestModel> {
  const normal = rows.filter((_, i) => labels[i] === 0);
  // A row does not show that its value has stood still.
  const faulty = injectFaults(normal, { kinds: ['spike', 'level_shift', 'ramp'], seed });
  const columns = featureNames.length;
  const data = new Float64Array((rows.length + normal.length) * columns);
  for (const [i, row] of rows.entries()) data.set(row, i * columns);
  data.set(faulty.rows.data, rows.length * columns);
  const all = new Uint8Array(rows.length + normal.length);
  all.set(labels);
  all.set(faulty.labels, rows.length);
  const model = new RandomForestModel({ nEstimators: trees, seed });
  await model.train(
    { data, rows: all.length, columns },
    { labels: all, featureNames, background: true, ...(signal && { signal }) },
  );
  return model;
}

/** Detectors that say of each sample of an alert how likely it is a true one, by a forest that has learned from feedback. */
export function withFeedback(createDetector: DetectorFactory, forest: RandomForestModel): DetectorFactory {
  return (alertsPerWeek) => {
    const detector = createDetector(alertsPerWeek);
    return {
      learn: (sample) => detector.learn(sample),
      observe(sample) {
        const judgement = detector.observe(sample);
        if (!judgement.isAnomaly) return judgement;
        return { ...judgement, trueChance: forest.scoreRow(rowOf(sample, forest.featureNames)) };
      },
    };
  };
}
