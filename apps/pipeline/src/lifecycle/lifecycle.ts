import { randomUUID } from 'node:crypto';
import type { ModelChangeReason } from '@ad/exporters/prometheus';
import type { Sample, Verdict } from '@ad/models';
import type { DetectorOptions } from '../detectors/detector-options.js';
import { localVersion, type SavedDetector, type VersionedModels } from '../detectors/versioned-models.js';
import { formatCount } from '../text/format.js';
import type { Tracking } from '../tracking/tracking.js';
import { failureRecord, type TrainingContext, trainingRecord } from '../tracking/training-record.js';
import { evaluateLatest } from '../training/evaluate.js';
import type { TrainedModels } from '../training/train-models.js';
import { exceedsBudget } from './alarm-excess.js';
import { contestRecord, describeExcess, holdContest } from './contest.js';
import type { LiveDetector } from './live-detector.js';
import { longestHistory, type Relearning } from './relearning.js';
import type { Shadow } from './shadow.js';

/** How a training ended, for whoever counts them. */
export interface TrainingOutcome {
  readonly result: 'success' | 'failure';
  readonly durationSeconds: number;
}

/** What a {@link Lifecycle} works with. */
export interface LifecycleParts extends TrainingContext {
  readonly live: LiveDetector;
  readonly tracking: Pick<Tracking, 'training' | 'send'>;
  readonly detector: DetectorOptions;
  readonly train: (samples: readonly Sample[]) => Promise<TrainedModels>;
  readonly say: (line: string) => void;
  readonly onTraining: (outcome: TrainingOutcome) => void;
  /** Told whenever other models begin to judge, and why. */
  readonly onModels: (models: VersionedModels, reason: ModelChangeReason) => void;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/**
 * The life of the models of one host: trained as the history grows, recorded, and used at once until the baseline is outgrown. From then
 * on a newly trained model is a challenger, which judges in the shadow first; where it did well it takes over, and the one before
 * watches it for a while, ready to come back.
 */
export class Lifecycle {
  readonly #parts: LifecycleParts;
  /** The challenger that has been decided on. */
  #decided: Shadow | undefined;
  #isDeciding = false;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
  }

  /** Judges a sample; what follows from it is done in the background. */
  observe(sample: Sample, relearning: Relearning): Verdict {
    const { live } = this.#parts;
    const verdict = live.observe(sample);
    const { challenger } = live;
    const tried = challenger === this.#decided ? undefined : challenger;
    // While a challenger is being tried, another one would only take its place.
    relearning.add(sample, verdict, tried === undefined);
    this.#watchChampion();
    if (tried && !this.#isDeciding) this.#considerChallenger(tried, relearning.history);
    return verdict;
  }

  /** Trains on samples, records it, and puts the models to use: at once, or as a challenger. Never rejects. */
  async train(samples: readonly Sample[], onTrained: () => void): Promise<void> {
    const { live, tracking, detector, signal, say, onTraining, now } = this.#parts;
    const trainingId = randomUUID();
    try {
      const { models, trainingSeconds: seconds } = await this.#parts.train(samples);
      if (signal.aborted) return;
      onTraining({ result: 'success', durationSeconds: seconds });
      const saved: SavedDetector = {
        models,
        version: localVersion(trainingId),
        trainingId,
        samples: samples.length,
        trainedAt: now(),
        featureNames: detector.featureNames,
        state: live.state(),
      };
      const isChallenger = live.current.samples >= longestHistory;
      const evaluation = await evaluateLatest({ ...detector, models, modelVersion: saved.version }, samples);
      onTrained();
      const training = { saved, data: samples, seconds, evaluation };
      const record = trainingRecord(training, this.#parts, isChallenger ? 'challenger' : 'champion');
      const version = (await tracking.training(record)) ?? saved.version;
      if (signal.aborted) return;
      if (isChallenger) this.challenge({ ...saved, version });
      else this.#use({ ...saved, version }, 'trained');
    } catch (error) {
      if (signal.aborted) return;
      onTraining({ result: 'failure', durationSeconds: Number.NaN });
      say(`! training the models failed: ${String(error)}`);
      await tracking.send(failureRecord(error, { trainingId, at: now() }, this.#parts));
    }
  }

  /** Puts models to use that somebody else has chosen. */
  replace(next: VersionedModels): void {
    const { live, say } = this.#parts;
    say(`Version ${next.version} replaces ${live.current.version}: the registry calls it champion`);
    this.#use(next, 'chosen');
  }

  /** Lets models judge in the shadow. */
  challenge(models: VersionedModels): void {
    const { live, say, config } = this.#parts;
    live.challenge(models);
    const trial = formatCount(config.lifecycle.challenger_samples, 'sample');
    say(`Version ${models.version} challenges ${live.current.version}: both judge the next ${trial}`);
  }

  #use(next: VersionedModels, reason: ModelChangeReason): void {
    this.#parts.live.use(next, { watched: reason === 'promoted' || reason === 'chosen' });
    this.#parts.onModels(next, reason);
  }

  #considerChallenger(shadow: Shadow, history: readonly Sample[]): void {
    const { config, say } = this.#parts;
    if (shadow.samples < config.lifecycle.challenger_samples) return;
    this.#isDeciding = true;
    void this.#decide(shadow, [...history])
      .catch((error) => say(`! the challenger could not be compared: ${String(error)}`))
      .finally(() => {
        this.#decided = shadow;
        this.#isDeciding = false;
      });
  }

  async #decide(shadow: Shadow, history: readonly Sample[]): Promise<void> {
    const { live, tracking, config, detector, modelName, say, now } = this.#parts;
    const { alerts_per_week } = config.detection;
    const contest = await holdContest(shadow, live.current, history, detector, alerts_per_week);
    // Somebody else may have replaced either of them meanwhile.
    if (live.challenger !== shadow) return;
    const { wins, reason } = contest;
    const { version, trainingId } = shadow.saved;
    const former = live.current;
    const context = { modelName, trainingId, former: former.version, timestamp: now() };
    await tracking.send(contestRecord(contest, context));
    if (!wins) {
      say(`Version ${version} does not replace ${former.version}: ${reason}`);
      live.dismissChallenger();
    } else if (config.lifecycle.promotion === 'manual') {
      say(
        `Version ${version} did better than ${former.version}: ${reason}; ad models promote ${version} lets it take over`,
      );
    } else {
      say(`✓ version ${version} replaces ${former.version}: ${reason}`);
      this.#use(shadow.saved, 'promoted');
      await this.#recordPromotion(shadow.saved, former, reason, false);
    }
  }

  /** Where a new champion raises more alerts than its budget explains, and the former one does not, that one comes back. */
  #watchChampion(): void {
    const { live, config, say } = this.#parts;
    const { former, current } = live;
    if (!former) return;
    const { alarms, shadowAlarms, duration } = former.result;
    const { alerts_per_week } = config.detection;
    if (exceedsBudget(alarms - shadowAlarms, duration, alerts_per_week)) {
      const reason = describeExcess(alarms, shadowAlarms, duration, alerts_per_week);
      say(`! version ${current.version} is rolled back to ${former.saved.version}: ${reason}`);
      this.#use(former.saved, 'rolled_back');
      void this.#recordPromotion(former.saved, current, reason, true);
    } else if (duration >= config.lifecycle.probation_hours * 3_600_000) live.dismissFormer();
  }

  async #recordPromotion(to: VersionedModels, from: VersionedModels, reason: string, isRollback: boolean) {
    const { tracking, modelName } = this.#parts;
    await tracking.send({
      kind: 'promotion',
      modelName,
      trainingId: to.trainingId,
      formerTrainingId: from.trainingId,
      reason,
      isRollback,
    });
  }
}
