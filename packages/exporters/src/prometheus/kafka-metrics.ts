import { Counter, Gauge, type Registry } from 'prom-client';
import { KAFKA_DIRECTIONS, KAFKA_RESULTS, PROCESS_METRICS } from './definitions.js';
import { isMeasurement } from './measurement.js';

/** What became of messages that were read from Kafka or sent to it. */
export interface KafkaMessageRecord {
  readonly direction: (typeof KAFKA_DIRECTIONS)[number];
  readonly result: (typeof KAFKA_RESULTS)[number];
  /** @default 1 */
  readonly count?: number;
}

/** How far a consumer is behind in one partition. */
export interface KafkaLag {
  readonly topic: string;
  readonly partition: number;
  /** Messages that are not read yet. */
  readonly lag: number;
}

/** What the process tells about its traffic with Kafka: nothing, until it is told something of it. */
export class KafkaMetrics {
  readonly #messages: Counter;
  readonly #connected: Gauge;
  readonly #lag: Gauge;
  #inUse = false;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#messages = new Counter({ ...PROCESS_METRICS.kafkaMessages, registers });
    this.#connected = new Gauge({ ...PROCESS_METRICS.kafkaConnected, registers });
    this.#connected.remove();
    this.#lag = new Gauge({ ...PROCESS_METRICS.kafkaLag, registers });
  }

  recordMessages({ direction, result, count = 1 }: KafkaMessageRecord): void {
    this.#use();
    if (isMeasurement(count)) this.#messages.inc({ direction, result }, count);
  }

  setConnected(connected: boolean): void {
    this.#use();
    this.#connected.set(Number(connected));
  }

  setLag(partitions: readonly KafkaLag[]): void {
    this.#use();
    this.#lag.reset();
    for (const { topic, partition, lag } of partitions) {
      if (isMeasurement(lag)) this.#lag.set({ topic, partition }, lag);
    }
  }

  /** A labelled counter that is first seen at 1 hides that first increase from rate(). */
  #use(): void {
    if (this.#inUse) return;
    this.#inUse = true;
    for (const direction of KAFKA_DIRECTIONS) {
      for (const result of KAFKA_RESULTS) this.#messages.inc({ direction, result }, 0);
    }
  }
}
