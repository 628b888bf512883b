import type { Sample, Verdict } from '@ad/models';
import type { TrainedModels } from './train.js';

/** How many samples are learned from at most: what a forest of 256-row trees can use, and no more than the last hours. */
const longestHistory = 1000;

/** What came of a training. */
export type Relearned =
  | { readonly ok: true; readonly trained: TrainedModels; readonly recent: readonly Sample[] }
  | { readonly ok: false; readonly error: unknown };

/**
 * Trains the models on the baseline at once, and again as the history grows: when it is twice, four times, eight times as long, then
 * each time it has been renewed as a whole. A baseline of half a minute is a small and maybe unlucky part of what is normal; this is how it is outgrown.
 * Samples of an anomaly are not learned; one that lasts stops being one, and is learned then.
 */
export class Relearning {
  readonly #train: (samples: readonly Sample[]) => Promise<TrainedModels>;
  readonly #history: Sample[];
  #sinceTraining = 0;
  #wait: number;
  #isTraining = false;
  #isDisturbed = false;
  #result: Relearned | undefined;

  constructor(baseline: readonly Sample[], train: (samples: readonly Sample[]) => Promise<TrainedModels>) {
    this.#train = train;
    this.#history = baseline.slice(-longestHistory);
    this.#wait = this.#history.length;
    this.#begin();
  }

  /** Whether a training was going on at any time since the last call: one may be over before the next sample comes. */
  takeDisturbance(): boolean {
    const wasDisturbed = this.#isDisturbed;
    this.#isDisturbed = this.#isTraining;
    return wasDisturbed;
  }

  /** Takes in a sample and the verdict on it; begins a training when it is due. */
  add(sample: Sample, { state }: Verdict): void {
    if (sample.disturbed) return;
    if (state !== 'normal' && state !== 'warming') return;
    this.#history.push(sample);
    if (this.#history.length > longestHistory) this.#history.shift();
    if (++this.#sinceTraining < this.#wait || this.#isTraining) return;
    this.#begin();
  }

  /** What has come of a training since the last call. */
  take(): Relearned | undefined {
    const result = this.#result;
    this.#result = undefined;
    return result;
  }

  #begin(): void {
    this.#sinceTraining = 0;
    this.#wait = this.#history.length;
    this.#isTraining = true;
    this.#isDisturbed = true;
    void this.#learn([...this.#history]);
  }

  async #learn(samples: readonly Sample[]): Promise<void> {
    try {
      const trained = await this.#train(samples);
      this.#result = { ok: true, trained, recent: [...this.#history] };
    } catch (error) {
      this.#result = { ok: false, error };
    }
    this.#isTraining = false;
  }
}
