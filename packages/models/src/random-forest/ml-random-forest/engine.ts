import { ModelError } from '../../errors.js';
import type { Matrix } from '../../matrix.js';
import type { Random } from '../../random.js';
import { hasMissing } from '../../trees/has-missing.js';
import type { Engine, GrowTree, TreeSettings } from '../growing/engine.js';
import { averageSplits, findLeaf } from '../tree.js';
import { readLibraryTree } from './exported-forest.js';

/** The part of `ml-random-forest` that is used. */
interface Library {
  RandomForestClassifier: new (
    options: object,
  ) => { train(rows: number[][], labels: number[]): void; toJSON(): unknown };
}

/**
 * Loads `ml-random-forest` and grows trees with it, one at a time so that training can be aborted: our bags, its trees. Its floor on
 * the gain of a split is taken off, and rows of the rarer class are repeated until both weigh about the same, since it knows no
 * weights. The engine throws `INVALID_DATA` when a value is missing: the library cannot sort it.
 *
 * Cost: the library's, O(samples^2) per node: ten times the builtin engine's at 200 x 5 rows, and rising fast.
 */
export async function loadLibraryEngine(settings: TreeSettings, random: Random): Promise<Engine> {
  const library: unknown = await import('ml-random-forest');
  return (rows, labels, classWeights) =>
    createLibraryGrower(library as Library, rows, labels, classWeights, settings, random);
}

function createLibraryGrower(
  { RandomForestClassifier }: Library,
  { data, rows, columns }: Matrix,
  labels: Uint8Array,
  classWeights: readonly [number, number],
  { maxFeatures, maxDepth, minSamplesLeaf }: TreeSettings,
  random: Random,
): GrowTree {
  if (hasMissing(data, 0, data.length)) {
    throw new ModelError('INVALID_DATA', 'the engine ml-random-forest takes no missing values (NaN)');
  }
  const lighter = Math.min(...classWeights);
  const repeats = classWeights.map((weight) => Math.round(weight / lighter));
  const values = Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
  return (bag, importance) => {
    const sample = Array.from(labels.keys()).flatMap((i) =>
      new Array<number>(bag[i] * repeats[labels[i]]).fill(i),
    );
    const forest = new RandomForestClassifier({
      seed: random.integer(2 ** 31),
      nEstimators: 1,
      maxFeatures,
      replacement: false,
      useSampleBagging: false,
      noOOB: true,
      treeOptions: { gainThreshold: 0, minNumSamples: minSamplesLeaf, maxDepth },
    });
    forest.train(
      sample.map((i) => values[i]),
      sample.map((i) => labels[i]),
    );
    const { root, usedColumns } = onlyTree(forest.toJSON());
    const tree = readLibraryTree(root, usedColumns, importance);
    tree.count.fill(0);
    for (const i of sample) tree.count[findLeaf(tree, data, i * columns)]++;
    averageSplits(tree);
    return tree;
  };
}

interface ExportedForest {
  readonly baseModel: {
    readonly estimators: readonly { readonly root: unknown }[];
    readonly indexes: readonly number[][];
  };
}

function onlyTree(exported: unknown): { root: unknown; usedColumns: number[] } {
  // Through text: the library's own objects become the plain lists that its export format has.
  const { baseModel }: ExportedForest = JSON.parse(JSON.stringify(exported));
  return { root: baseModel.estimators[0].root, usedColumns: baseModel.indexes[0] };
}
