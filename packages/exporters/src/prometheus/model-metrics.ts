import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { isMeasurement, registerReading } from './measurement.js';

/** One training of the model. */
export interface TrainingRecord {
  readonly result: 'success' | 'failure';
  readonly durationSeconds: number;
}

/**
 * Why other models came into use.
 *
 * - `trained`: newly trained, and used at once
 * - `promoted`: a challenger that did better
 * - `chosen`: somebody made them the champion
 * - `rolled_back`: the models after them raised too many alerts
 */
export type ModelChangeReason = 'trained' | 'promoted' | 'chosen' | 'rolled_back';

const TRAINING_RESULTS: readonly TrainingRecord['result'][] = ['success', 'failure'];
const CHANGE_REASONS: readonly ModelChangeReason[] = ['trained', 'promoted', 'chosen', 'rolled_back'];

/** Metrics of trainings, of changes of models, and of records that wait for a tracking server. */
export class ModelMetrics {
  readonly #trainings: Counter;
  readonly #trainingDuration: Histogram;
  readonly #trainedAt: Gauge;
  readonly #changes: Counter;
  #readPending: (() => number) | undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#trainings = new Counter({
      name: 'anomaly_detection_retrains_total',
      help: 'Trainings of the model by result, the first included.',
      labelNames: ['result'],
      registers,
    });
    this.#trainingDuration = new Histogram({
      name: 'anomaly_detection_retrain_duration_seconds',
      help: 'Time to train the model.',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
      registers,
    });
    this.#trainedAt = new Gauge({
      name: 'anomaly_detection_model_trained_timestamp_seconds',
      help: 'Unix time at which the model in use was trained. Absent before there is one.',
      registers,
    });
    this.#trainedAt.remove();
    this.#changes = new Counter({
      name: 'anomaly_detection_model_changes_total',
      help: 'Times that other models began to judge, by why.',
      labelNames: ['reason'],
      registers,
    });
    // rate() does not see the first increase of a counter whose series begins at 1.
    for (const result of TRAINING_RESULTS) this.#trainings.inc({ result }, 0);
    for (const reason of CHANGE_REASONS) this.#changes.inc({ reason }, 0);
    registerReading(registry, () => this.#readPending?.(), {
      name: 'anomaly_detection_tracking_pending',
      help: 'Trainings and changes of models that MLflow has not taken yet. Absent where nothing is recorded.',
    });
  }

  recordTraining({ result, durationSeconds }: TrainingRecord): void {
    this.#trainings.inc({ result });
    if (isMeasurement(durationSeconds)) this.#trainingDuration.observe(durationSeconds);
  }

  setTrainedAt(timestamp: number): void {
    if (isMeasurement(timestamp)) this.#trainedAt.set(timestamp / 1000);
  }

  recordChange(reason: ModelChangeReason): void {
    this.#changes.inc({ reason });
  }

  watchTracking(read: () => number): void {
    this.#readPending = read;
  }
}
