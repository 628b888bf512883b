import type { PrometheusExporter } from '@ad/exporters/prometheus';

/** What is read of an exporter. */
interface Counts {
  readonly delivered: number;
  readonly failed: number;
  readonly connected: boolean;
}

/** Shows on the metrics page what an exporter has sent since it was last looked at. */
export class KafkaTraffic {
  readonly #prometheus: PrometheusExporter;
  readonly #exporter: Counts;
  #delivered = 0;
  #failed = 0;

  constructor(prometheus: PrometheusExporter, exporter: Counts) {
    this.#prometheus = prometheus;
    this.#exporter = exporter;
  }

  update(): void {
    const { delivered, failed, connected } = this.#exporter;
    this.#prometheus.setKafkaConnected(connected);
    this.#prometheus.recordKafkaMessages({
      direction: 'out',
      result: 'ok',
      count: delivered - this.#delivered,
    });
    this.#prometheus.recordKafkaMessages({
      direction: 'out',
      result: 'failed',
      count: failed - this.#failed,
    });
    this.#delivered = delivered;
    this.#failed = failed;
  }
}
