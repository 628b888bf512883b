import { list, number, object, orNull, type Shape, size } from '../shape.js';
import { levelCount, levelStep, levelsBelow, levelValue } from './levels.js';

/** State of an {@link AlertLadder}. */
export type LadderSnapshot = {
  readonly exposure: number;
  readonly sinceDecay: number;
  /** Per level from the lowest, without the zeros at the top. */
  readonly counts: readonly number[];
  /** Neighbouring levels with the same past: [levels, time last exceeded or `null`, samples counted in that episode]. */
  readonly episodes: readonly Episode[];
};

type Episode = readonly [levels: number, last: number | null, counted: number];

const episode: Shape<Episode> = (value): value is Episode =>
  Array.isArray(value) && size(value[0]) && orNull(number)(value[1]) && size(value[2]);

export const ladderShape = object<LadderSnapshot>({
  exposure: size,
  sinceDecay: size,
  counts: list(size, levelCount),
  episodes: list(episode, levelCount),
});

export interface LadderOptions {
  /** Exposure after which what was counted weighs half. */
  readonly halfLife: number;
  /** At most this many samples are counted of one episode. */
  readonly perEpisode: number;
}

// A level is read off directly where at least this many alerts were counted; beyond, the tail is extrapolated.
const fewestCounted = 8;
// What the tail is taken to be like before anything is seen, in ln(score), and how many alerts that opinion weighs.
const usualTail = 0.4;
const usualWeight = 2;
// One alert tells at most this much about the tail, so that an incident does not bend it.
const farthestExcess = 1;
// However little is known, a score 4.5 times as large as a level that was counted is unusual: a large fault is seen from the start.
const farthestExtrapolation = 1.5;
const decaySteps = 64;
// Also keeps a snapshot short: counts with 17 digits would be three times as long.
const precision = 1e4;

/**
 * Counts, at each of 400 levels side by side, how many alerts a threshold at that level would have raised. That is exact for
 * any autocorrelation, because an episode is counted as an episode at every level: no assumption of independence is left to fail.
 * Counts fade by half each `halfLife`.
 *
 * Cost: the levels between `lowestLevel` and the score, few for most scores.
 */
export class AlertLadder {
  readonly #options: LadderOptions;
  readonly #counts = new Float64Array(levelCount);
  readonly #last = new Float64Array(levelCount).fill(Number.NEGATIVE_INFINITY);
  readonly #inEpisode = new Float64Array(levelCount);
  /** Levels from here on were never counted. */
  #end = 0;
  #exposure = 0;
  #sinceDecay = 0;

  constructor(options: LadderOptions, from?: LadderSnapshot) {
    this.#options = options;
    if (!from) return;
    this.#exposure = from.exposure;
    this.#sinceDecay = from.sinceDecay;
    this.#counts.set(from.counts);
    this.#end = from.counts.length;
    let level = 0;
    for (const [levels, last, counted] of from.episodes) {
      this.#last.fill(last ?? Number.NEGATIVE_INFINITY, level, level + levels);
      this.#inEpisode.fill(counted, level, level + levels);
      level += levels;
    }
  }

  /** Counts one value at all levels from `lowestLevel` that it exceeds. An episode is over after `gap` without exceeding. */
  observe(logScore: number, time: number, exposure: number, gap: number, lowestLevel: number): void {
    this.#fade(exposure);
    const top = levelsBelow(logScore);
    this.#end = Math.max(this.#end, top);
    for (let level = lowestLevel; level < top; level++) {
      if (time - this.#last[level] > gap) this.#inEpisode[level] = 0;
      if (this.#inEpisode[level] < this.#options.perEpisode) {
        this.#inEpisode[level]++;
        this.#counts[level]++;
      }
      this.#last[level] = time;
    }
  }

  /**
   * ln(score) above which `rate` alerts are counted per exposure: read off where enough were counted, else the exponential tail of
   * the levels above, as Hill (1975) estimates it from excesses. `trusted` is false where too little was counted to extrapolate from.
   */
  levelAt(rate: number, lowestLevel: number): { value: number; trusted: boolean } {
    const counts = this.#counts;
    const allowed = rate * this.#exposure;
    const counted = Math.max(allowed, this.#enough(lowestLevel));
    let level = Math.max(this.#end - 1, lowestLevel);
    while (level > lowestLevel && counts[level] < counted) level--;
    const here = counts[level];
    if (allowed >= fewestCounted && here > allowed) {
      const next = level + 1 < levelCount ? counts[level + 1] : 0;
      return { value: levelValue(level) + levelStep * ((here - allowed) / (here - next)), trusted: true };
    }
    const beyond = here > 0 && allowed > 0 ? Math.max(0, Math.log(here / allowed)) : 0;
    return {
      value: levelValue(level) + Math.min(farthestExtrapolation, this.#tail(level) * beyond),
      trusted: counted >= fewestCounted && here <= 100 * allowed,
    };
  }

  snapshot(): LadderSnapshot {
    const episodes: [number, number | null, number][] = [];
    for (let level = 0; level < levelCount; level++) {
      const previous = episodes.at(-1);
      const last = Number.isFinite(this.#last[level]) ? this.#last[level] : null;
      if (previous?.[1] === last && previous[2] === this.#inEpisode[level]) previous[0]++;
      else episodes.push([1, last, this.#inEpisode[level]]);
    }
    return {
      exposure: this.#exposure,
      sinceDecay: this.#sinceDecay,
      counts: [...this.#counts.subarray(0, this.#end)],
      episodes,
    };
  }

  /** How many alerts a level must have raised to extrapolate from it: 8, or half of what the most frequent one did when that is less. */
  #enough(lowestLevel: number): number {
    let most = 0;
    for (let level = lowestLevel; level < this.#end && most < 2 * fewestCounted; level++) {
      most = Math.max(most, this.#counts[level]);
    }
    return Math.min(fewestCounted, Math.max(most / 2, Math.min(most, 1)));
  }

  /** Mean excess over a level, drawn towards the usual one while few alerts lie above it. */
  #tail(level: number): number {
    let excess = 0;
    const end = Math.min(levelCount, level + 1 + Math.round(farthestExcess / levelStep));
    for (let above = level + 1; above < end; above++) excess += this.#counts[above] * levelStep;
    return (excess + usualWeight * usualTail) / (this.#counts[level] + usualWeight);
  }

  #fade(exposure: number): void {
    this.#exposure += exposure;
    this.#sinceDecay += exposure;
    if (this.#sinceDecay < this.#options.halfLife / decaySteps) return;
    const keep = 2 ** (-this.#sinceDecay / this.#options.halfLife);
    this.#sinceDecay = 0;
    this.#exposure *= keep;
    for (let level = 0; level < levelCount; level++) {
      this.#counts[level] = Math.round(this.#counts[level] * keep * precision) / precision;
    }
    while (this.#end > 0 && this.#counts[this.#end - 1] === 0) this.#end--;
  }
}
