import { Registry } from 'prom-client';
import type { ExporterError } from '../errors.js';
import type { MetricsSource, Readiness } from '../server/contracts.js';
import type { VerdictSink, WriteFailureReason, WriteResult } from '../sink.js';
import type { Verdict } from '../verdict.js';
import { writeError } from '../write-error.js';
import { HOST_METRICS } from './host-metrics.js';
import { type Hosts, hostTable, type PerHostOptions, singleHost } from './hosts.js';
import { type KafkaLag, type KafkaMessageRecord, KafkaMetrics } from './kafka-metrics.js';
import { registerReading } from './measurement.js';
import { type ModelChangeReason, ModelMetrics, type TrainingRecord } from './model-metrics.js';
import { OutboxMetrics, type OutboxState } from './outbox-metrics.js';
import { registerBuildInfo, registerProcessMetrics } from './process-metrics.js';
import { registerHostMetric } from './register-host-metric.js';
import { type DropReason, SampleMetrics } from './sample-metrics.js';

/** Options of {@link PrometheusExporter}. */
export interface PrometheusExporterOptions {
  /** Version of the application, for `anomaly_detection_build_info`. @default 'unknown' */
  readonly version?: string;
  /**
   * Puts a `host` label on every series that follows from verdicts: for one process that scores many hosts. Without it the
   * series are unlabelled and show the last verdict, which is right for a process that scores one host.
   * @default false
   */
  readonly perHost?: boolean | PerHostOptions;
  /** Asked at each scrape for `anomaly_detection_ready`; left out of the page when not given. */
  readonly readiness?: () => Readiness;
  /** Also show CPU, memory, event loop and garbage collection of this process. Its probes stay until the process ends. @default true */
  readonly processMetrics?: boolean;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

/**
 * A sink that shows the last verdict to Prometheus, on a registry of its own, in one text format
 * (`text/plain; version=0.0.4; charset=utf-8`). Writing is cheap: the series are made when they are scraped.
 *
 * A missing value has no series, and before the first verdict there is no score and no decision: what is unknown never reads
 * as 0. Measurements that are negative or not finite are ignored, because monitoring must not stop what it watches. The last
 * verdict of each host is kept by reference.
 *
 * @throws ExporterError `INVALID_OPTION` from the constructor
 * @example
 * const exporter = new PrometheusExporter({ version: '1.0.0' });
 * exporter.write(verdict);
 * console.log(await exporter.metrics());
 */
export class PrometheusExporter implements VerdictSink, MetricsSource {
  /** The registry behind the page, for metrics of your own. Never call its `setContentType`: it corrupts counter names. */
  readonly registry = new Registry();
  readonly #hosts: Hosts;
  readonly #samples: SampleMetrics;
  readonly #models: ModelMetrics;
  readonly #kafka: KafkaMetrics;
  readonly #outbox: OutboxMetrics;
  readonly #now: () => number;
  #closed = false;
  #dropped = 0;

  constructor(options: PrometheusExporterOptions = {}) {
    const {
      version = 'unknown',
      perHost = false,
      readiness,
      processMetrics = true,
      now = Date.now,
    } = options;
    this.#now = now;
    this.#hosts = perHost === false ? singleHost() : hostTable(perHost === true ? {} : perHost, now);
    for (const metric of HOST_METRICS) {
      registerHostMetric(this.registry, metric, perHost !== false, () => this.#hosts.entries());
    }
    this.#samples = new SampleMetrics(this.registry);
    this.#models = new ModelMetrics(this.registry);
    this.#kafka = new KafkaMetrics(this.registry);
    this.#outbox = new OutboxMetrics(this.registry);
    registerBuildInfo(this.registry, version);
    if (readiness) {
      registerReading(this.registry, () => Number(readiness().ready), {
        name: 'anomaly_detection_ready',
        help: '1 when samples are being scored, 0 before (the baseline is being learned).',
      });
    }
    if (processMetrics) registerProcessMetrics(this.registry);
  }

  /** `text/plain; version=0.0.4; charset=utf-8` */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** Renders the page. */
  metrics(): Promise<string> {
    return this.registry.metrics();
  }

  /** Takes one verdict. Fails with `host_limit` when `perHost` is on and the table of hosts is full, and with `closed`. */
  write(verdict: Verdict): WriteResult {
    if (this.#closed) return this.#drop('closed', writeError('closed', 'the exporter is closed'));
    this.#samples.observeEndToEndLatency((this.#now() - verdict.timestamp) / 1000);
    return this.#hosts.record(verdict) ? { ok: true } : this.#drop('host_limit', NO_ROOM);
  }

  /** Takes no further verdicts. The page keeps showing the last ones, and the samples' timestamps show their age. */
  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  /** Time to score one sample, in seconds. */
  observeScoringDuration(seconds: number): void {
    this.#samples.observeScoringDuration(seconds);
  }

  /** Samples that never became a verdict, or whose verdict was never sent. */
  recordDropped(reason: DropReason, count = 1): void {
    this.#samples.recordDropped(reason, count);
  }

  /** Ticks of the collector that ran late or were skipped since the last call. */
  recordTicks(ticks: { readonly late?: number; readonly missed?: number }): void {
    this.#samples.recordTicks(ticks);
  }

  /** One training of the model. A success also moves the training timestamp to now. */
  recordTraining(training: TrainingRecord): void {
    this.#models.recordTraining(training);
    if (training.result === 'success') this.#models.setTrainedAt(this.#now());
  }

  /** Milliseconds since the epoch at which the model in use was trained: for a model that was loaded instead of trained. */
  setModelTrainedAt(timestamp: number): void {
    this.#models.setTrainedAt(timestamp);
  }

  /** Other models came into use. */
  recordModelChange(reason: ModelChangeReason): void {
    this.#models.recordChange(reason);
  }

  /** Shows how many records of models wait for the tracking server. `read` is called at each scrape; the series is absent before this call. */
  watchTracking(read: () => number): void {
    this.#models.watchTracking(read);
  }

  /** Shows an outbox. `read` is called at each scrape; its series are absent before this call. A second call shows another outbox. */
  watchOutbox(read: () => OutboxState): void {
    this.#outbox.watch(read);
  }

  /** Messages that were read from Kafka or sent to it. The first report of Kafka, here or below, begins its counters at 0. */
  recordKafkaMessages(messages: KafkaMessageRecord): void {
    this.#kafka.recordMessages(messages);
  }

  /** Whether there is a connection to Kafka. */
  setKafkaConnected(connected: boolean): void {
    this.#kafka.setConnected(connected);
  }

  /** The lag of each partition that this process reads now. Partitions of an earlier call are no longer shown. */
  setKafkaLag(partitions: readonly KafkaLag[]): void {
    this.#kafka.setLag(partitions);
  }

  #drop(reason: WriteFailureReason, error: ExporterError): WriteResult {
    this.#dropped += 1;
    return { ok: false, reason, error, dropped: this.#dropped };
  }
}

/** Shared by all: to make an error for each verdict would cost more than the verdict, and there may be many more hosts than are shown. */
const NO_ROOM = writeError('host_limit', 'no series for one more host: as many as allowed are shown already');
