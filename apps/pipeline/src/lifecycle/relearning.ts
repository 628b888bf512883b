import type { Sample, Verdict } from '@ad/models';

/** How many samples are learned from at most: what a forest of 256-row trees can use, and no more than the last hours. */
export const longestHistory = 1000;
/** With fewer new samples than this there is nothing new to learn about a regime that has changed. */
const fewestOfRegime = 200;

/** Options of {@link Relearning}. */
export interface RelearningOptions {
  /** The last samples that are known, oldest first. */
  readonly history: readonly Sample[];
  /** On how many samples the models that there are have been trained; 0 where there are none. */
  readonly learned: number;
  /** Milliseconds that lie at least between two trainings, by the timestamps of samples, once the baseline has been outgrown. */
  readonly pause: number;
  /** Trains, says when that is done, and puts to use what came of it; it does not reject. */
  readonly train: (samples: readonly Sample[], onTrained: () => void) => Promise<void>;
}

/**
 * Says when models are trained: at once where there are none, then as the history grows: when it is twice, four times, eight times as
 * long. A baseline of half a minute is a small and maybe unlucky part of what is normal; this is how it is outgrown. After that, when the
 * history has been renewed as a whole, or the regime has changed, and never more often than the pause allows.
 * Samples of an anomaly are not learned; one that lasts stops being one, and is learned then.
 */
export class Relearning {
  readonly #options: RelearningOptions;
  readonly #history: Sample[];
  #learned: number;
  #sinceTraining = 0;
  #trainedAt = Number.NEGATIVE_INFINITY;
  #isTraining = false;
  /** As opposed to waiting for what is done with the models. */
  #isBusy = false;
  #isDisturbed = false;

  constructor(options: RelearningOptions) {
    this.#options = options;
    this.#history = options.history.slice(-longestHistory);
    this.#learned = options.learned;
  }

  /** The last samples that count as normal, oldest first. */
  get history(): readonly Sample[] {
    return this.#history;
  }

  /** Whether models have been trained on as many samples as are ever learned from. */
  get isGrown(): boolean {
    return this.#learned >= longestHistory;
  }

  /** Whether a training was going on at any time since the last call: one may be over before the next sample comes. */
  takeDisturbance(): boolean {
    const wasDisturbed = this.#isDisturbed;
    this.#isDisturbed = this.#isBusy;
    return wasDisturbed;
  }

  /** Begins a training if there are no models yet. */
  start(): void {
    if (this.#learned === 0) this.#begin();
  }

  /** Takes in a sample and the verdict on it; begins a training when it is due, and `mayTrain`. */
  add(sample: Sample, { state, drift }: Pick<Verdict, 'state' | 'drift'>, mayTrain: boolean): void {
    if (sample.disturbed) return;
    if (state !== 'normal' && state !== 'warming') return;
    this.#history.push(sample);
    if (this.#history.length > longestHistory) this.#history.shift();
    this.#sinceTraining++;
    if (mayTrain && !this.#isTraining && this.#isDue(sample.timestamp, drift)) this.#begin();
  }

  #isDue(timestamp: number, drift: boolean): boolean {
    if (!this.isGrown)
      return (
        this.#sinceTraining >= this.#learned &&
        this.#history.length >= Math.min(2 * this.#learned, longestHistory)
      );
    if (timestamp - this.#trainedAt < this.#options.pause) return false;
    return this.#sinceTraining >= longestHistory || (drift && this.#sinceTraining >= fewestOfRegime);
  }

  #begin(): void {
    this.#learned = Math.max(this.#learned, this.#history.length);
    this.#sinceTraining = 0;
    this.#trainedAt = this.#history.at(-1)?.timestamp ?? 0;
    this.#isTraining = true;
    this.#isBusy = true;
    this.#isDisturbed = true;
    const onTrained = () => {
      this.#isBusy = false;
    };
    void this.#options.train([...this.#history], onTrained).finally(() => {
      this.#isTraining = false;
      onTrained();
    });
  }
}
