import { Counter, Gauge, type Registry } from 'prom-client';
import { isMeasurement } from './measurement.js';

/** Messages that were read from Kafka (`in`) or sent to it (`out`), and with what result. */
export interface KafkaMessageRecord {
  readonly direction: 'in' | 'out';
  readonly result: 'ok' | 'failed' | 'dead_letter';
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

const DIRECTIONS: readonly KafkaMessageRecord['direction'][] = ['in', 'out'];
const RESULTS: readonly KafkaMessageRecord['result'][] = ['ok', 'failed', 'dead_letter'];

/** Metrics of the traffic with Kafka, absent until the first report of it. */
export class KafkaMetrics {
  readonly #messages: Counter;
  readonly #connected: Gauge;
  readonly #lag: Gauge;
  #inUse = false;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#messages = new Counter({
      name: 'anomaly_detection_kafka_messages_total',
      help: 'Messages read from Kafka (in) and sent to it (out), by what became of them.',
      labelNames: ['direction', 'result'],
      registers,
    });
    this.#connected = new Gauge({
      name: 'anomaly_detection_kafka_connected',
      help: '1 while there is a connection to Kafka, 0 otherwise. Absent when Kafka is not used.',
      registers,
    });
    this.#connected.remove();
    this.#lag = new Gauge({
      name: 'anomaly_detection_kafka_consumer_lag',
      help: 'Messages of a partition that are not read yet, of the partitions that this process reads.',
      labelNames: ['topic', 'partition'],
      registers,
    });
  }

  recordMessages({ direction, result, count = 1 }: KafkaMessageRecord): void {
    this.#begin();
    if (isMeasurement(count)) this.#messages.inc({ direction, result }, count);
  }

  setConnected(connected: boolean): void {
    this.#begin();
    this.#connected.set(Number(connected));
  }

  setLag(partitions: readonly KafkaLag[]): void {
    this.#begin();
    this.#lag.reset();
    for (const { topic, partition, lag } of partitions) {
      if (isMeasurement(lag)) this.#lag.set({ topic, partition }, lag);
    }
  }

  /** Begins the counters at 0: rate() does not see the first increase of a counter whose series begins at 1. */
  #begin(): void {
    if (this.#inUse) return;
    this.#inUse = true;
    for (const direction of DIRECTIONS) {
      for (const result of RESULTS) this.#messages.inc({ direction, result }, 0);
    }
  }
}
