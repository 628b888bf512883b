import type { Matrix } from '../../matrix.js';
import { type Random, standardNormal } from '../../random.js';
import { depthLimit, type Hyperplanes } from '../forest.js';
import type { NodeList } from './node-list.js';
import { partition, placeMissing, splitPoint } from './partition.js';

/**
 * Grows trees whose splits are hyperplanes: a few random columns that vary among the node's samples, weighted by normal numbers
 * over each column's range there (so that units do not matter), cut at a uniform place between the smallest and largest sum.
 *
 * Source: Hariri, Carrasco Kind and Brunner, Extended Isolation Forest, 2018. Unlike there the cut never leaves a side empty, and
 * columns need no scaling.
 */
export class HyperplaneGrower {
  readonly #rows: Matrix;
  readonly #candidates: Uint16Array;
  readonly #terms: number;
  readonly #random: Random;
  readonly #nodes: NodeList;
  readonly #limit: number;
  readonly #offsets: Int32Array;
  readonly #spill: Int32Array;
  readonly #sums: Float64Array;
  readonly #column: number[] = [];
  readonly #weight: number[] = [];

  /** @param candidates columns that may be split; @param terms how many of them per split, at most */
  constructor(
    rows: Matrix,
    candidates: Uint16Array,
    terms: number,
    subsample: number,
    random: Random,
    nodes: NodeList,
  ) {
    this.#rows = rows;
    this.#candidates = candidates.slice();
    this.#terms = terms;
    this.#random = random;
    this.#nodes = nodes;
    this.#limit = depthLimit(subsample);
    this.#offsets = new Int32Array(subsample);
    this.#spill = new Int32Array(subsample);
    this.#sums = new Float64Array(subsample);
  }

  /** Appends one tree, grown from the rows of these indices. */
  grow(sample: Int32Array): void {
    for (let i = 0; i < sample.length; i++) this.#offsets[i] = sample[i] * this.#rows.columns;
    this.#growNode(0, sample.length, 0);
  }

  /** The hyperplanes of all trees grown so far. */
  hyperplanes(): Hyperplanes {
    return {
      terms: this.#terms,
      column: Uint16Array.from(this.#column),
      weight: Float64Array.from(this.#weight),
      center: columnMeans(this.#rows),
    };
  }

  #growNode(start: number, end: number, depth: number): void {
    const samples = end - start;
    const range = samples <= 1 || depth === this.#limit ? undefined : this.#drawPlane(start, end);
    if (!range) {
      this.#nodes.appendLeaf(samples);
      return;
    }
    const split = splitPoint(range.low, range.high, this.#random.uniform());
    this.#nodes.append(0, split, samples);
    placeMissing(this.#sums, start, end, split, range.high, this.#random);
    const middle = partition(this.#offsets, this.#sums, start, end, split, this.#spill);
    this.#growNode(start, middle, depth + 1);
    this.#growNode(middle, end, depth + 1);
  }

  /** Appends a plane and fills `sums` with the samples' sides of it; nothing when no plane tells these samples apart. */
  #drawPlane(start: number, end: number): { low: number; high: number } | undefined {
    const candidates = this.#candidates;
    const planes = this.#column.length;
    this.#sums.fill(0, start, end);
    for (let left = candidates.length; left > 0 && this.#column.length < planes + this.#terms; left--) {
      const pick = this.#random.integer(left);
      const column = candidates[pick];
      candidates[pick] = candidates[left - 1];
      candidates[left - 1] = column;
      const { low, high } = this.#range(start, end, (i) => this.#rows.data[this.#offsets[i] + column]);
      if (!(high > low)) continue;
      const weight = standardNormal(this.#random) / Math.min(high - low, Number.MAX_VALUE);
      if (weight === 0 || !Number.isFinite(weight)) continue;
      this.#column.push(column);
      this.#weight.push(weight);
      for (let i = start; i < end; i++) {
        this.#sums[i] += weight * this.#rows.data[this.#offsets[i] + column];
      }
    }
    const range = this.#range(start, end, (i) => this.#sums[i]);
    // Sums that overflow tell nothing apart either.
    if (!(range.high > range.low) || !Number.isFinite(range.high - range.low)) {
      this.#column.length = planes;
      this.#weight.length = planes;
      return undefined;
    }
    while (this.#column.length < planes + this.#terms) {
      this.#column.push(0);
      this.#weight.push(0);
    }
    return range;
  }

  #range(start: number, end: number, at: (i: number) => number): { low: number; high: number } {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) {
      const value = at(i);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return { low, high };
  }
}

/** Per column, the mean of what is there; 0 when nothing is. */
function columnMeans({ data, rows, columns }: Matrix): Float64Array {
  const means = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    let count = 0;
    for (let k = j; k < rows * columns; k += columns) {
      // A running mean stays finite where a sum of huge values would not.
      if (!Number.isNaN(data[k])) means[j] += data[k] / ++count - means[j] / count;
    }
  }
  return means;
}
