import type { Config } from '@ad/config';
import type { ModelChangeReason } from '@ad/exporters/prometheus';
import type { MlflowClient } from '@ad/mlflow-client';
import type { Sample, Verdict } from '@ad/models';
import { detectorOptions } from '../detectors/detector-options.js';
import type { VersionedModels } from '../detectors/versioned-models.js';
import { followRegistry } from '../lifecycle/follow-registry.js';
import { Lifecycle, type TrainingOutcome } from '../lifecycle/lifecycle.js';
import { LiveDetector } from '../lifecycle/live-detector.js';
import { Relearning } from '../lifecycle/relearning.js';
import type { WatchedAlias } from '../registry/watch-aliases.js';
import type { Tracking } from '../tracking/tracking.js';
import { trainModels } from '../training/train-models.js';
import type { StartingPoint } from './starting-point.js';

/** What the detector of this machine needs, and whom it tells. */
export interface HostDetectorOptions {
  readonly config: Config;
  readonly start: StartingPoint;
  readonly mlflow: MlflowClient;
  readonly tracking: Tracking;
  readonly modelName: string;
  readonly say: (line: string) => void;
  readonly onTraining: (outcome: TrainingOutcome) => void;
  /** Told which models judge, and why other ones do than before; nothing where they are the first. */
  readonly onModels: (models: VersionedModels, reason?: ModelChangeReason) => void;
  readonly signal: AbortSignal;
}

/** The detector of this machine. */
export interface HostDetector {
  observe(sample: Sample): Verdict;
  /** Whether a training disturbed what was sampled since the last call. */
  takeDisturbance(): boolean;
}

/** The forecast alone: what there is until models have been trained. */
const untrained: VersionedModels = {
  models: [],
  version: '0',
  trainingId: '',
  samples: 0,
  trainedAt: Number.NaN,
};

/** Starts the detector of this machine, and all that happens beside its scoring: training, trying, exchanging and recording models. */
export function startHostDetector(options: HostDetectorOptions): HostDetector {
  const { config, start, mlflow, tracking, modelName, say, signal } = options;
  const { featureNames, history, champion } = start;
  const detector = detectorOptions(config, featureNames);
  const live = createLive();
  for (const sample of history) live.learn(sample);
  if (champion) options.onModels(champion);
  const lifecycle = new Lifecycle({
    ...options,
    live,
    detector,
    train: (samples) => trainModels(config.detection.models, samples, config, signal),
    now: Date.now,
  });
  const relearning = new Relearning({
    history,
    learned: champion?.samples ?? 0,
    pause: config.lifecycle.retrain_minutes * 60_000,
    train: (samples, onTrained) => lifecycle.train(samples, onTrained),
  });
  relearning.start();
  tracking.onVersion = (trainingId, version) => live.rename(trainingId, version);
  void followRegistry({
    client: mlflow,
    modelName,
    live,
    lifecycle,
    featureNames,
    say,
    signal,
    seconds: config.lifecycle.watch_seconds,
    known: new Map<WatchedAlias, string | undefined>([['champion', start.championVersion?.version]]),
    isBehind: () => tracking.pending > 0,
  });
  return {
    observe: (sample) => lifecycle.observe(sample, relearning),
    takeDisturbance: () => relearning.takeDisturbance(),
  };

  function createLive(): LiveDetector {
    const lookBack = config.models.lstm.sequence_length;
    const parts = { detector, current: champion ?? untrained, lookBack };
    if (!champion || history.length > 0) return new LiveDetector(parts);
    try {
      return new LiveDetector({ ...parts, from: champion.state });
    } catch (error) {
      say(
        `! what version ${champion.version} knew cannot be gone on from: ${String(error)}; it begins without`,
      );
      return new LiveDetector(parts);
    }
  }
}
