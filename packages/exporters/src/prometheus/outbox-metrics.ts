import type { Registry } from 'prom-client';
import { registerReading } from './measurement.js';

/** What waits in an outbox. */
export interface OutboxState {
  /** Items. */
  readonly size: number;
  /** How long the oldest item has waited, in seconds; 0 when none waits. */
  readonly oldestAgeSeconds: number;
}

/** Metrics of an outbox, absent until there is one. */
export class OutboxMetrics {
  #read: (() => OutboxState) | undefined;

  constructor(registry: Registry) {
    registerReading(registry, () => this.#read?.().size, {
      name: 'anomaly_detection_outbox_size',
      help: 'Items that wait in the outbox. Absent without one.',
    });
    registerReading(registry, () => this.#read?.().oldestAgeSeconds, {
      name: 'anomaly_detection_outbox_oldest_age_seconds',
      help: 'How long the oldest item of the outbox has waited. Absent without an outbox.',
    });
  }

  watch(read: () => OutboxState): void {
    this.#read = read;
  }
}
