import { ModelError } from '../errors.js';
import type { Matrix } from '../matrix.js';
import type { FitContext } from '../model/training.js';
import { createRandom } from '../random.js';
import { countSplits, type ForestNodes, type ForestState, linkForest } from './forest.js';
import { columnRanges } from './growing/column-ranges.js';
import { growForest } from './growing/grow-forest.js';

/** The forest without its oldest trees, and with as many new ones, grown from these rows, at its end. */
export async function renewForest(
  state: ForestState,
  rows: Matrix,
  { trees, seed }: { readonly trees: number; readonly seed: number },
  context: FitContext,
): Promise<ForestState> {
  const { subsample } = state;
  if (rows.rows < subsample) {
    throw new ModelError(
      'INVALID_DATA',
      `renewal needs at least ${subsample} rows, as many as each tree was grown from; got ${rows.rows}`,
    );
  }
  const renewals = state.renewals + 1;
  // Every renewal draws other numbers, and the same ones wherever the model was saved and loaded in between.
  const random = createRandom(seed ^ Math.imul(renewals, 0x9e3779b1));
  const terms = state.hyperplanes?.terms ?? 1;
  const grown = await growForest(rows, { trees, subsample, terms, random }, context);
  return {
    ...state,
    ...join(withoutOldest(state, trees), grown),
    renewals,
    ...(state.range && { range: columnRanges(rows) }),
  };
}

function withoutOldest(state: ForestState, trees: number): ForestNodes {
  const { feature, threshold, count, hyperplanes } = state;
  const first = linkForest(state).roots[trees] ?? feature.length;
  const nodes = {
    feature: feature.subarray(first),
    threshold: threshold.subarray(first),
    count: count.subarray(first),
  };
  if (!hyperplanes) return nodes;
  const terms = countSplits(feature.subarray(0, first)) * hyperplanes.terms;
  const column = hyperplanes.column.subarray(terms);
  const weight = hyperplanes.weight.subarray(terms);
  return { ...nodes, hyperplanes: { ...hyperplanes, column, weight } };
}

function join(old: ForestNodes, grown: ForestNodes): ForestNodes {
  const feature = new Uint16Array(old.feature.length + grown.feature.length);
  const threshold = new Float64Array(feature.length);
  const count = new Uint32Array(feature.length);
  append(feature, old.feature, grown.feature);
  append(threshold, old.threshold, grown.threshold);
  append(count, old.count, grown.count);
  if (!old.hyperplanes || !grown.hyperplanes) return { feature, threshold, count };
  const column = new Uint16Array(old.hyperplanes.column.length + grown.hyperplanes.column.length);
  const weight = new Float64Array(column.length);
  append(column, old.hyperplanes.column, grown.hyperplanes.column);
  append(weight, old.hyperplanes.weight, grown.hyperplanes.weight);
  return { feature, threshold, count, hyperplanes: { ...grown.hyperplanes, column, weight } };
}

function append<T extends Uint16Array | Uint32Array | Float64Array>(target: T, first: T, second: T): void {
  target.set(first);
  target.set(second, first.length);
}
