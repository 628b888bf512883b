import { Counter, Gauge, type Registry } from 'prom-client';
import { MODEL_CHANGES, PROCESS_METRICS } from './definitions.js';
import { isMeasurement } from './measurement.js';

/**
 * Why other models began to judge.
 *
 * - `trained`: newly trained, and used at once
 * - `promoted`: a challenger that did better
 * - `chosen`: somebody has made them the champion
 * - `rolled_back`: the models after them raised too many alerts
 */
export type ModelChangeReason = (typeof MODEL_CHANGES)[number];

/** What becomes of models, and whether it has been recorded. */
export class ModelMetrics {
  readonly #changes: Counter;
  #pending: () => number | undefined = () => undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#changes = new Counter({ ...PROCESS_METRICS.modelChanges, registers });
    for (const reason of MODEL_CHANGES) this.#changes.inc({ reason }, 0);
    const read = () => this.#pending();
    new Gauge({
      ...PROCESS_METRICS.trackingPending,
      registers,
      collect() {
        const value = read();
        if (value !== undefined && isMeasurement(value)) this.set(value);
        else this.remove();
      },
    });
  }

  recordChange(reason: ModelChangeReason): void {
    this.#changes.inc({ reason });
  }

  watchTracking(read: () => number): void {
    this.#pending = read;
  }
}
