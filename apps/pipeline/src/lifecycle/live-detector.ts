import { type DetectorSnapshot, type Sample, StreamingDetector, type Verdict } from '@ad/models';
import type { DetectorOptions } from '../detectors/detector-options.js';
import type { VersionedModels } from '../detectors/versioned-models.js';
import { Shadow } from './shadow.js';

/** Options of {@link LiveDetector}. */
export interface LiveDetectorOptions {
  readonly detector: DetectorOptions;
  readonly current: VersionedModels;
  /** Samples before the next one that a model of sequences looks at. */
  readonly lookBack: number;
  /** State to go on from. */
  readonly from?: DetectorSnapshot;
}

/**
 * The detector whose verdicts count, and those that judge the same samples in its shadow: a challenger, and after a change the former
 * champion. Models are exchanged between two samples; all else that the detector knows stays, an alert that is on included.
 */
export class LiveDetector {
  readonly #options: LiveDetectorOptions;
  readonly #detector: StreamingDetector;
  readonly #recent: Sample[] = [];
  #current: VersionedModels;
  #challenger: Shadow | undefined;
  #former: Shadow | undefined;
  #alertId: string | null = null;

  /** @throws ModelError where models and state are not of the same features, or damaged */
  constructor(options: LiveDetectorOptions) {
    this.#options = options;
    this.#current = options.current;
    this.#detector = this.#create(options.from);
  }

  /** Whose verdicts count. */
  get current(): VersionedModels {
    return this.#current;
  }

  /** Who wants to take over. */
  get challenger(): Shadow | undefined {
    return this.#challenger;
  }

  /** Who was there before, and could come back. */
  get former(): Shadow | undefined {
    return this.#former;
  }

  /** Takes in a sample of the past. */
  learn(sample: Sample): void {
    this.#detector.learn(sample);
    this.#remember(sample);
  }

  observe(sample: Sample): Verdict {
    const verdict = this.#detector.observe(sample);
    this.#remember(sample);
    this.#alertId = verdict.alertId;
    this.#challenger?.observe(sample, verdict);
    this.#former?.observe(sample, verdict);
    return verdict;
  }

  /** Goes on with other models from the next sample on. @param watched whether the ones before go on in the shadow */
  use(next: VersionedModels, { watched }: { readonly watched: boolean }): void {
    const former = watched ? this.#shadow(this.#current) : undefined;
    this.#detector.useModels(next.models, next.version, this.#recent);
    this.#current = next;
    this.#former = former;
    if (this.#challenger?.saved.trainingId === next.trainingId) this.#challenger = undefined;
  }

  /** Lets models judge from the next sample on, in the shadow. */
  challenge(models: VersionedModels): void {
    this.#challenger = this.#shadow(models);
  }

  /** Has no challenger any more. */
  dismissChallenger(): void {
    this.#challenger = undefined;
  }

  /** Has no former champion any more: it cannot come back by itself. */
  dismissFormer(): void {
    this.#former = undefined;
  }

  /** Calls models of a training by the number that the registry has given them meanwhile. */
  rename(trainingId: string, version: string): void {
    if (this.#current.trainingId === trainingId && this.#current.version !== version) {
      this.#current = { ...this.#current, version };
      this.#detector.useModels(this.#current.models, version, this.#recent);
    }
    this.#challenger?.rename(trainingId, version);
    this.#former?.rename(trainingId, version);
  }

  /** The state for a new detector with other models. */
  state(): DetectorSnapshot {
    return { ...this.#detector.snapshot(), models: [] };
  }

  #shadow(models: VersionedModels): Shadow {
    const twin = this.#create(this.#detector.snapshot());
    twin.useModels(models.models, models.version, this.#recent);
    return new Shadow(twin, models, this.#alertId);
  }

  #create(from: DetectorSnapshot | undefined): StreamingDetector {
    const { models, version } = this.#current;
    const detector = { ...this.#options.detector, models, modelVersion: version };
    return new StreamingDetector(from ? { ...detector, from } : detector);
  }

  #remember(sample: Sample): void {
    this.#recent.push(sample);
    if (this.#recent.length > this.#options.lookBack) this.#recent.shift();
  }
}
