import { ModelError } from '../../errors.js';
import type { Matrix } from '../../matrix.js';
import type { FitContext } from '../../model/training.js';
import { maximumThresholds, packTrees } from '../packed-trees.js';
import type { RandomForestState } from '../state.js';
import type { Tree } from '../tree.js';
import { fitNovelty } from './fit-novelty.js';
import { countPositives, enoughPositives, fitSupervised } from './fit-supervised.js';
import type { FitSettings } from './grow-forest.js';
import { type Calibrator, fitPlatt, toCalibrated } from './platt.js';

/** Learns from labels where they hold anomalies, from the rows alone where not, and from both where anomalies are few. */
export async function fitRandomForest(
  rows: Matrix,
  settings: FitSettings,
  context: FitContext,
): Promise<RandomForestState> {
  const { labels } = context;
  const positives = countPositives(labels);
  if (labels === undefined || positives === 0) {
    const { trees, outOfBag, importance } = await fitNovelty(
      rows,
      everyRow(rows),
      'learned',
      settings,
      context,
    );
    context.calibrateOn(outOfBag);
    return { forest: pack(trees, rows), calibrator: null, importance };
  }

  const share = Math.min(1, positives / enoughPositives);
  const total = share < 1 ? 2 : 1;
  const supervised = await fitSupervised(rows, labels, settings, part(context, 0, total));
  let { trees, outOfBag } = supervised;
  if (share < 1) {
    const normal = everyRow(rows).filter((row) => labels[row] === 0);
    const novelty = await fitNovelty(rows, normal, 'all', settings, part(context, 1, total));
    trees = [...scaled(trees, 2 * share), ...scaled(novelty.trees, 2 * (1 - share))];
    outOfBag = outOfBag.map((value, i) => share * value + (1 - share) * novelty.outOfBag[i]);
  }
  const calibrator: Calibrator = fitPlatt(outOfBag, labels);
  context.calibrateOn(
    outOfBag.map((raw) => toCalibrated(raw, calibrator)),
    positives / labels.length,
  );
  return { forest: pack(trees, rows), calibrator, importance: supervised.importance };
}

function everyRow({ rows }: Matrix): number[] {
  return Array.from({ length: rows }, (_, i) => i);
}

/** The progress of one of several fits, as a part of the whole. */
function part(context: FitContext, index: number, parts: number): FitContext {
  return { ...context, report: (done, total) => context.report(index * total + done, parts * total) };
}

function scaled(trees: readonly Tree[], factor: number): Tree[] {
  return trees.map((tree) => ({ ...tree, value: tree.value.map((value) => factor * value) }));
}

function pack(trees: readonly Tree[], { columns }: Matrix) {
  const packed = packTrees(trees, columns);
  if (!packed) {
    throw new ModelError(
      'TRAINING_FAILED',
      `the trees have more than ${maximumThresholds} different thresholds in one column`,
    );
  }
  return packed;
}
