import type { Json } from '../codec.js';
import { medianAbsoluteDeviation, normalScale, quantile, sortedFinite } from '../quantile.js';
import { boolean, checkShape, list, number, object, orNull, size } from '../shape.js';
import { PageHinkley, type PageHinkleySnapshot, pageHinkleyShape, untested } from './page-hinkley.js';

/** Averages of this many scores are compared: single scores follow each other too closely to be evidence one by one. */
const batchSize = 20;
/** Averages that say what is usual: 1,000 scores. */
const referenceSize = 50;
/** In units of the averages' own spread. One average counts for three at most, so that an incident is not a regime. */
const farthest = 3;
const rule = { tolerance: 0.5, threshold: 25 };
/** Shares of the spread of single scores, and of their level, below which a change of the average is of no interest. */
const leastSpread = 0.5;
const leastChange = 0.01;
/** Beyond it sums of squares overflow. */
const largestScore = 1e100;

type Batch = {
  readonly count: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly squares: number;
};

/** What is usual, and the test of what comes after. */
type Reference<Test> = {
  readonly center: number;
  readonly scale: number;
  readonly test: Test;
};
type Learned = Reference<PageHinkley>;

/** State between two scores. */
type Snapshot = {
  readonly batch: Batch;
  /** Averages and spreads of the batches that a reference is being learned from; empty once there is one. */
  readonly means: readonly number[];
  readonly spreads: readonly number[];
  readonly reference: Reference<PageHinkleySnapshot> | null;
  readonly isDrifting: boolean;
};

const snapshotShape = object<Snapshot>({
  batch: object<Batch>({ count: size, mean: number, squares: size }),
  means: list(number, referenceSize),
  spreads: list(number, referenceSize),
  reference: orNull(
    object<Reference<PageHinkleySnapshot>>({ center: number, scale: size, test: pageHinkleyShape }),
  ),
  isDrifting: boolean,
});

const beginning: Snapshot = {
  batch: { count: 0, mean: 0, squares: 0 },
  means: [],
  spreads: [],
  reference: null,
  isDrifting: false,
};

/**
 * Tells when the scores of a stream have settled on another level, up or down: the regime has changed, and a model trained
 * before is out of date. It learns what is usual from 1,000 scores, then runs the Page-Hinkley test on averages of 20, in units
 * of their own spread, so that scores that follow each other closely are no false alarm. After a signal it learns anew what is
 * usual; until then the signal stands, and no other can come: at most one in 1,000 scores.
 *
 * Feed it scores as the model gives them, not p-values or probabilities: a threshold that adapts hides what is looked for here.
 *
 * Measured on synthetic scores: a shift by 1, 2 or 3 standard deviations is found after 360, 220 and 220 scores where scores
 * are independent, and after 780, 280 and 220 where they correlate by 0.9; no false signal in 20 runs of a week of one every 15
 * seconds where they are independent, with heavy tails or not, and 0.05 a week by 0.9. By 0.98 it is 1.4 a week.
 *
 * Cost: constant time; every 20 scores one step of the test.
 */
export class DriftSignal {
  #count: number;
  #mean: number;
  #squares: number;
  #means: number[];
  #spreads: number[];
  #reference: Learned | null;
  #isDrifting: boolean;

  /** @throws ModelError `INVALID_MODEL` when the snapshot is damaged. */
  constructor(from?: Json) {
    const { batch, means, spreads, reference, isDrifting } =
      from === undefined ? beginning : checkShape('drift', from, snapshotShape);
    this.#count = batch.count;
    this.#mean = batch.mean;
    this.#squares = batch.squares;
    this.#means = [...means];
    this.#spreads = [...spreads];
    this.#reference = reference && { ...reference, test: new PageHinkley(rule, reference.test) };
    this.#isDrifting = isDrifting;
  }

  /** Whether the regime has changed, and what is usual in the new one is still being learned. */
  get isDrifting(): boolean {
    return this.#isDrifting;
  }

  /** Takes one score, and says whether there is drift; a score that is `NaN`, or beyond 1e100, is ignored. */
  observe(score: number): boolean {
    if (!(Math.abs(score) <= largestScore)) return this.#isDrifting;
    this.#count++;
    const deviation = score - this.#mean;
    this.#mean += deviation / this.#count;
    this.#squares += deviation * (score - this.#mean);
    if (this.#count === batchSize) this.#endBatch();
    return this.#isDrifting;
  }

  /** The state as plain JSON, at most 2.5 kB, for a new signal. */
  snapshot(): Json {
    const snapshot: Snapshot = {
      batch: { count: this.#count, mean: this.#mean, squares: this.#squares },
      means: [...this.#means],
      spreads: [...this.#spreads],
      reference: this.#reference && { ...this.#reference, test: this.#reference.test.snapshot() },
      isDrifting: this.#isDrifting,
    };
    return snapshot;
  }

  #endBatch(): void {
    const mean = this.#mean;
    const spread = Math.sqrt(this.#squares / (batchSize - 1));
    this.#count = this.#mean = this.#squares = 0;
    if (this.#reference === null) this.#learn(mean, spread);
    else this.#compare(this.#reference, mean);
  }

  #learn(mean: number, spread: number): void {
    this.#means.push(mean);
    this.#spreads.push(spread);
    if (this.#means.length < referenceSize) return;
    const means = sortedFinite(this.#means);
    const center = quantile(means, 0.5);
    const scale = Math.max(
      normalScale * medianAbsoluteDeviation(means),
      leastSpread * quantile(sortedFinite(this.#spreads), 0.5),
      leastChange * Math.abs(center),
    );
    // The reference counts as values the test has seen: a change right after it is not taken for the mean.
    this.#reference = { center, scale, test: new PageHinkley(rule, { ...untested, count: referenceSize }) };
    this.#means = [];
    this.#spreads = [];
    this.#isDrifting = false;
  }

  #compare({ center, scale, test }: Learned, mean: number): void {
    // On a constant score the scale may be 0.
    const distance = mean === center ? 0 : (mean - center) / scale;
    if (!test.observe(Math.min(farthest, Math.max(-farthest, distance)))) return;
    this.#isDrifting = true;
    this.#reference = null;
  }
}
