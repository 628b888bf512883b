import { formatCount, formatNumber } from '../text/format.js';
import type { DetectEvent } from './detect-session.js';

/** What a detector of many hosts has done, and how it stands. */
export class DetectStatus {
  readonly #topic: string;
  readonly #lags = new Map<number, number>();
  #verdicts = 0;
  #told = { verdicts: 0, at: performance.now() };

  /** `topic`: with the samples. */
  constructor(topic: string) {
    this.#topic = topic;
  }

  /** Samples that became verdicts. */
  get verdicts(): number {
    return this.#verdicts;
  }

  /** What is still to be read, by partition. */
  get lags(): { topic: string; partition: number; lag: number }[] {
    return [...this.#lags].map(([partition, lag]) => ({ topic: this.#topic, partition, lag }));
  }

  take(event: DetectEvent): void {
    if (event.kind === 'verdict') this.#verdicts++;
    else if (event.kind === 'lag') this.#lags.set(event.partition, event.lag);
  }

  /** Partitions may be with others from now on. */
  leave(): void {
    this.#lags.clear();
  }

  /** One line for people, about the time since the last one. */
  line(hosts: number): string {
    const now = performance.now();
    const rate = (1000 * (this.#verdicts - this.#told.verdicts)) / (now - this.#told.at);
    this.#told = { verdicts: this.#verdicts, at: now };
    const lag = [...this.#lags.values()].reduce((sum, each) => sum + each, 0);
    const held = `${formatCount(hosts, 'host')} in ${formatCount(this.#lags.size, 'partition')}`;
    return `${formatNumber(rate)} samples/s · ${held} · ${lag.toLocaleString('en-US')} waiting`;
  }
}
