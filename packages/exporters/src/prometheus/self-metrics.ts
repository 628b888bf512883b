import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Readiness } from './contracts.js';
import { DROP_REASONS, PROCESS_METRICS, TRAINING_RESULTS } from './definitions.js';
import { KafkaMetrics } from './kafka-metrics.js';
import { isMeasurement } from './measurement.js';
import { ModelMetrics } from './model-metrics.js';
import { OutboxMetrics } from './outbox-metrics.js';

/**
 * Why a sample never became a verdict, or its verdict never left.
 *
 * - `invalid`: malformed
 * - `out_of_order`: older than the one before
 * - `overflow`: more than could be handled
 * - `duplicate`: there twice
 * - `host_limit`: of one host more than allowed
 * - `outbox_full`: the outbox held as much as it may
 */
export type DropReason = (typeof DROP_REASONS)[number];

/** One training of the model. */
export interface TrainingRecord {
  readonly result: (typeof TRAINING_RESULTS)[number];
  readonly durationSeconds: number;
}

/** What the process tells about itself. Ignores what is not a measurement, because prom-client throws on it. */
export class SelfMetrics {
  readonly kafka: KafkaMetrics;
  readonly outbox: OutboxMetrics;
  readonly models: ModelMetrics;
  readonly #scoringDuration: Histogram;
  readonly #endToEndLatency: Histogram;
  readonly #retrainDuration: Histogram;
  readonly #samplesDropped: Counter;
  readonly #ticksLate: Counter;
  readonly #ticksMissed: Counter;
  readonly #retrains: Counter;
  readonly #modelTrained: Gauge;

  constructor(registry: Registry, version: string, readiness: (() => Readiness) | undefined) {
    const registers = [registry];
    this.#scoringDuration = new Histogram({ ...PROCESS_METRICS.scoringDuration, registers });
    this.#endToEndLatency = new Histogram({ ...PROCESS_METRICS.endToEndLatency, registers });
    this.#samplesDropped = new Counter({ ...PROCESS_METRICS.samplesDropped, registers });
    this.#ticksLate = new Counter({ ...PROCESS_METRICS.ticksLate, registers });
    this.#ticksMissed = new Counter({ ...PROCESS_METRICS.ticksMissed, registers });
    this.#retrains = new Counter({ ...PROCESS_METRICS.retrains, registers });
    this.#retrainDuration = new Histogram({ ...PROCESS_METRICS.retrainDuration, registers });
    this.#modelTrained = new Gauge({ ...PROCESS_METRICS.modelTrained, registers });
    this.#modelTrained.remove();
    // A labelled counter that is first seen at 1 hides that first increase from rate().
    for (const reason of DROP_REASONS) this.#samplesDropped.inc({ reason }, 0);
    for (const result of TRAINING_RESULTS) this.#retrains.inc({ result }, 0);
    const buildInfo = new Gauge({ ...PROCESS_METRICS.buildInfo, registers });
    buildInfo.set({ version, node_version: process.version }, 1);
    if (readiness !== undefined) registerReady(registry, readiness);
    this.kafka = new KafkaMetrics(registry);
    this.outbox = new OutboxMetrics(registry);
    this.models = new ModelMetrics(registry);
  }

  observeScoringDuration(seconds: number): void {
    if (isMeasurement(seconds)) this.#scoringDuration.observe(seconds);
  }

  observeEndToEndLatency(seconds: number): void {
    if (isMeasurement(seconds)) this.#endToEndLatency.observe(seconds);
  }

  recordDropped(reason: DropReason, count: number): void {
    if (isMeasurement(count)) this.#samplesDropped.inc({ reason }, count);
  }

  recordTicks({ late = 0, missed = 0 }: { readonly late?: number; readonly missed?: number }): void {
    if (isMeasurement(late)) this.#ticksLate.inc(late);
    if (isMeasurement(missed)) this.#ticksMissed.inc(missed);
  }

  recordTraining({ result, durationSeconds }: TrainingRecord): void {
    this.#retrains.inc({ result });
    if (isMeasurement(durationSeconds)) this.#retrainDuration.observe(durationSeconds);
  }

  setModelTrainedAt(timestamp: number): void {
    if (isMeasurement(timestamp)) this.#modelTrained.set(timestamp / 1000);
  }
}

function registerReady(registry: Registry, readiness: () => Readiness): void {
  new Gauge({
    ...PROCESS_METRICS.ready,
    registers: [registry],
    collect() {
      this.set(Number(readiness().ready));
    },
  });
}
