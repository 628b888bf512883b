import { Counter, Histogram, type Registry } from 'prom-client';
import { isMeasurement } from './measurement.js';

/**
 * Why a sample never became a verdict, or its verdict was never sent.
 *
 * - `invalid`: malformed
 * - `out_of_order`: older than the sample before it
 * - `overflow`: more samples than could be handled
 * - `duplicate`: seen before
 * - `host_limit`: of one host more than allowed
 * - `outbox_full`: the outbox held as much as it may
 */
export type DropReason = 'invalid' | 'out_of_order' | 'overflow' | 'duplicate' | 'host_limit' | 'outbox_full';

const DROP_REASONS: readonly DropReason[] = [
  'invalid',
  'out_of_order',
  'overflow',
  'duplicate',
  'host_limit',
  'outbox_full',
];

/** Metrics of samples on their way through this process. */
export class SampleMetrics {
  readonly #scoringDuration: Histogram;
  readonly #endToEndLatency: Histogram;
  readonly #dropped: Counter;
  readonly #ticksLate: Counter;
  readonly #ticksMissed: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#scoringDuration = new Histogram({
      name: 'anomaly_detection_scoring_duration_seconds',
      help: 'Time to score one sample.',
      buckets: [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05],
      registers,
    });
    this.#endToEndLatency = new Histogram({
      name: 'anomaly_detection_end_to_end_latency_seconds',
      help: "Time from a sample's timestamp to its verdict reaching this page.",
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
      registers,
    });
    this.#dropped = new Counter({
      name: 'anomaly_detection_samples_dropped_total',
      help: 'Samples that never became a verdict, or whose verdict never left, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.#ticksLate = new Counter({
      name: 'anomaly_detection_ticks_late_total',
      help: 'Collection ticks that ran later than planned.',
      registers,
    });
    this.#ticksMissed = new Counter({
      name: 'anomaly_detection_ticks_missed_total',
      help: 'Collection ticks that were skipped because the one before was still running.',
      registers,
    });
    // rate() does not see the first increase of a counter whose series begins at 1.
    for (const reason of DROP_REASONS) this.#dropped.inc({ reason }, 0);
  }

  observeScoringDuration(seconds: number): void {
    if (isMeasurement(seconds)) this.#scoringDuration.observe(seconds);
  }

  observeEndToEndLatency(seconds: number): void {
    if (isMeasurement(seconds)) this.#endToEndLatency.observe(seconds);
  }

  recordDropped(reason: DropReason, count: number): void {
    if (isMeasurement(count)) this.#dropped.inc({ reason }, count);
  }

  recordTicks({ late = 0, missed = 0 }: { readonly late?: number; readonly missed?: number }): void {
    if (isMeasurement(late)) this.#ticksLate.inc(late);
    if (isMeasurement(missed)) this.#ticksMissed.inc(missed);
  }
}
