const day = 86_400_000;
/** Half-life of the memory: 15 minutes, and from 2 to 20 rows. */
const memoryTime = 900_000;
const [fewestRows, mostRows] = [2, 20];
/** Above this a surprise prolongs the memory by 3 % a row, at most sixfold: what has lasted long is likely to last longer. */
const elevated = 1.5;
const prolongation = 0.03;
const longestProlongation = 5;
/** A single surprise counts as at most this in the memory. */
const farthestRemembered = 8;
/** A surprise that all other views confirm counts for half as much again. */
const agreementWeight = 0.5;
const cubeWeight = 0.03;
const memoryWeight = 3;

/** State of a {@link SurpriseScore}. */
export interface SurpriseMemory {
  readonly energy: number;
  readonly prolonged: number;
  /** What each feature added to the energy. */
  readonly energies: Float64Array;
}

/**
 * Turns surprises (about 1 when usual) into a score (about 3 when usual): a cube that makes a fresh burst stand out, and a slow
 * root mean square that finds long quiet incidents.
 */
export class SurpriseScore {
  /** What each feature adds to the last score; they sum to it. */
  readonly contributions: Float64Array;
  /** The last score as it would be if every row had surprised as the last one did: without the memory of those before. */
  instant = Number.NaN;
  readonly #energies: Float64Array;
  readonly #interval: number;
  readonly #rows: number;
  #energy: number;
  #prolonged: number;

  /** `interval`: milliseconds between two rows. */
  constructor(features: number, interval: number, from?: SurpriseMemory) {
    this.#interval = interval;
    this.contributions = new Float64Array(features);
    this.#energies = from?.energies.slice() ?? new Float64Array(features).fill(1 / features);
    this.#energy = from?.energy ?? 1;
    this.#prolonged = from?.prolonged ?? 0;
    this.#rows = Math.min(mostRows, Math.max(fewestRows, memoryTime / Math.min(day, interval)));
  }

  /**
   * The score of the next row. `agreement`: how far other views of the row confirm that it is unusual, 0 to 1. They make an elevated
   * surprise count for more; they cannot make one.
   */
  push(surprise: number, contributions: Float64Array, agreement = 0): number {
    const remembered = Math.min(surprise, farthestRemembered);
    const isElevated = surprise > elevated;
    const energy = remembered * remembered * (isElevated ? 1 + agreementWeight * agreement : 1);
    this.#prolonged = Math.min(
      longestProlongation / prolongation,
      Math.max(0, this.#prolonged + (isElevated ? 1 : -1)),
    );
    const factor = energy > this.#energy ? 1 : 1 + prolongation * this.#prolonged;
    const step = 1 - 2 ** (-1 / (this.#rows * factor));
    this.#energy += step * (energy - this.#energy);
    const root = Math.sqrt(this.#energy);
    const cube = cubeWeight * surprise * surprise * surprise;
    for (let j = 0; j < contributions.length; j++) {
      const share = surprise > 0 ? contributions[j] / surprise : 0;
      this.#energies[j] += step * (share * energy - this.#energies[j]);
      this.contributions[j] =
        share * cube + (this.#energy > 0 ? (memoryWeight * root * this.#energies[j]) / this.#energy : 0);
    }
    this.instant = cube + memoryWeight * Math.sqrt(energy);
    return cube + memoryWeight * root;
  }

  /** A copy, to try a row without remembering it. */
  copy(): SurpriseScore {
    return new SurpriseScore(this.contributions.length, this.#interval, this.memory());
  }

  memory(): SurpriseMemory {
    return { energy: this.#energy, prolonged: this.#prolonged, energies: this.#energies.slice() };
  }
}
