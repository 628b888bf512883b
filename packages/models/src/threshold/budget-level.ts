import { boolean, number, object, orNull, size } from '../shape.js';
import { AlertLadder, type LadderSnapshot, ladderShape } from './alert-ladder.js';
import { levelsBelow } from './levels.js';
import { type HistogramSnapshot, histogramShape, ScoreHistogram } from './score-histogram.js';

/** State of a {@link BudgetLevel}. */
export type LevelSnapshot = {
  readonly scores: number;
  readonly histogram: HistogramSnapshot;
  readonly ladder: LadderSnapshot;
  /** What was last derived from the counts; `null` before that. */
  readonly derived: Derived | null;
};

/** All in ln(score). */
type Derived = {
  /** Where the budget is met, by what was counted. */
  readonly level: number;
  /** Corrections reach no lower, */
  readonly floor: number;
  /** and no higher. */
  readonly ceiling: number | null;
  readonly lowestLevel: number;
  readonly trusted: boolean;
};

export const levelFields = {
  scores: size,
  histogram: histogramShape,
  ladder: ladderShape,
  derived: orNull(
    object<Derived>({
      level: number,
      floor: number,
      ceiling: orNull(number),
      lowestLevel: size,
      trusted: boolean,
    }),
  ),
};

/** What a {@link BudgetLevel} counts, and how much of it is allowed. */
export interface Budget {
  /** Alerts allowed per exposure. */
  readonly rate: number;
  /** Exposure after which what was counted weighs half. */
  readonly halfLife: number;
  /** At most this many samples of one alert are counted. */
  readonly perEpisode: number;
  /** Whether an incident far above the usual is an alert however often one comes; only where exposure is weeks. */
  readonly hasCeiling: boolean;
}

// Below this many scores even their spread is unknown, and nothing is called unusual.
const fewestScores = 10;
// A score within 10 % of the median is not unusual, however calm the others are.
const leastDistance = 0.1;
// 7.4 times a level that is exceeded thirty times a week, or ten times as often as the budget, is an incident, however many there are:
// a budget must not hide them. While little is known, what is usual is the median.
const farthest = 2;
const oftenPerWeek = 30;
const oftenOfBudget = 10;
// The level is derived anew with each score up to the hundredth, and then once in eight scores.
const firstScores = 100;
const deriveEvery = 8;

/** Finds the level of ln(score) that meets a budget, from all the scores that have been seen. */
export class BudgetLevel {
  readonly #budget: Budget;
  readonly #histogram: ScoreHistogram;
  readonly #ladder: AlertLadder;
  #scores: number;
  #derived: Derived | null;

  constructor(budget: Budget, from?: LevelSnapshot) {
    this.#budget = budget;
    this.#histogram = new ScoreHistogram(from?.histogram);
    this.#ladder = new AlertLadder(budget, from?.ladder);
    this.#scores = from?.scores ?? 0;
    this.#derived = from?.derived ?? null;
  }

  /** Whether enough was counted to keep the budget. */
  get trusted(): boolean {
    return this.#derived?.trusted ?? false;
  }

  /** Median of ln(score); `undefined` before the first. */
  get median(): number | undefined {
    return this.#histogram.median();
  }

  /** Share of the past scores that are at least as large. */
  rank(logScore: number): number {
    return this.#histogram.rank(logScore);
  }

  /** ln of the threshold: where the budget is met, moved by a correction within its bounds. Infinite while too little is known. */
  corrected(correction: number): number {
    if (this.#derived === null) return Number.POSITIVE_INFINITY;
    const { level, floor, ceiling } = this.#derived;
    return Math.max(Math.min(level + correction, ceiling ?? Number.POSITIVE_INFINITY), floor);
  }

  /** Counts a score; `confirmed` is the level below which a threshold would be in alert now. */
  observe(logScore: number, confirmed: number, time: number, exposure: number, gap: number): void {
    this.#histogram.push(logScore);
    this.#ladder.observe(confirmed, time, exposure, gap, this.#derived?.lowestLevel ?? 0);
    this.#scores++;
    const isDue = this.#scores < firstScores || this.#scores % deriveEvery === 0;
    if (this.#scores >= fewestScores && isDue) this.#derived = this.#derive();
  }

  snapshot(): LevelSnapshot {
    return {
      scores: this.#scores,
      histogram: this.#histogram.snapshot(),
      ladder: this.#ladder.snapshot(),
      derived: this.#derived,
    };
  }

  #derive(): Derived {
    const median = this.#histogram.median() ?? 0;
    const lowestLevel = Math.max(0, levelsBelow(median) - 1);
    const { value: level, trusted } = this.#ladder.levelAt(this.#budget.rate, lowestLevel);
    const ceiling = this.#budget.hasCeiling ? this.#ceiling(median, lowestLevel, trusted) : null;
    return { level, floor: median + leastDistance, ceiling, lowestLevel, trusted };
  }

  #ceiling(median: number, lowestLevel: number, trusted: boolean): number {
    if (!trusted) return median + farthest;
    const often = Math.max(oftenPerWeek, oftenOfBudget * this.#budget.rate);
    return this.#ladder.levelAt(often, lowestLevel).value + farthest;
  }
}
