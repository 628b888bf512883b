import { ModelError } from '../../errors.js';
import type { Matrix } from '../../matrix.js';
import type { FitContext } from '../../model/training.js';
import { createBootstrap } from './bootstrap.js';
import { type FitSettings, type GrownForest, growForest } from './grow-forest.js';

/** With fewer anomalies than this among the labels, a novelty forest is mixed in. */
export const enoughPositives = 20;

/**
 * Grows a forest whose leaves hold the share of anomalies among their samples, both classes weighing the same in total.
 *
 * @throws ModelError `INVALID_DATA` when every label is 1
 */
export function fitSupervised(
  rows: Matrix,
  labels: Uint8Array,
  settings: FitSettings,
  context: FitContext,
): Promise<GrownForest> {
  const positives = countPositives(labels);
  if (positives === labels.length) {
    throw new ModelError('INVALID_DATA', 'labels must hold at least one 0 (normal); all of them are 1');
  }
  const classWeights = [1, (labels.length - positives) / positives] as const;
  return growForest(
    {
      trees: settings.trees,
      drawBag: createBootstrap(labels, settings.random),
      growTree: settings.engine(rows, labels, classWeights),
      judged: rows,
    },
    rows.columns,
    context,
  );
}

export function countPositives(labels: Uint8Array | undefined): number {
  return labels?.reduce((sum, label) => sum + label, 0) ?? 0;
}
