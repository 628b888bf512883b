import { Gauge, type Registry } from 'prom-client';
import { PROCESS_METRICS } from './definitions.js';
import { isMeasurement } from './measurement.js';

/** What waits in an outbox. */
export interface OutboxState {
  /** Items. */
  readonly size: number;
  /** How long the oldest of them has waited, in seconds; 0 when there is none. */
  readonly oldestAgeSeconds: number;
}

/** Shows an outbox as it is at the moment of the scrape. */
export class OutboxMetrics {
  #read: () => OutboxState | undefined = () => undefined;

  constructor(registry: Registry) {
    const shows = (definition: { name: string; help: string }, field: keyof OutboxState) => {
      const read = () => this.#read()?.[field];
      new Gauge({
        ...definition,
        registers: [registry],
        collect() {
          const value = read();
          if (value !== undefined && isMeasurement(value)) this.set(value);
          else this.remove();
        },
      });
    };
    shows(PROCESS_METRICS.outboxSize, 'size');
    shows(PROCESS_METRICS.outboxAge, 'oldestAgeSeconds');
  }

  watch(read: () => OutboxState): void {
    this.#read = read;
  }
}
