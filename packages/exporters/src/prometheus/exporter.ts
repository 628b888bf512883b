import { Registry } from 'prom-client';
import { ExporterError } from '../errors.js';
import { integerOption } from '../options.js';
import type { VerdictSink, WriteResult } from '../sink.js';
import type { Verdict } from '../verdict.js';
import type { MetricsSource, Readiness } from './contracts.js';
import { HOST_METRICS } from './definitions.js';
import { advance, type HostEntry, HostTable, UNHEARD } from './host-table.js';
import type { KafkaLag, KafkaMessageRecord } from './kafka-metrics.js';
import type { ModelChangeReason } from './model-metrics.js';
import type { OutboxState } from './outbox-metrics.js';
import { registerHostMetric, registerProcessMetrics } from './registry.js';
import { type DropReason, SelfMetrics, type TrainingRecord } from './self-metrics.js';

/** Bounds of the `host` label. */
export interface PerHostOptions {
  /** Hosts shown at most, 1 to 10000; a verdict of one more is answered with `host_limit`. @default 256 */
  readonly maxHosts?: number;
  /** Seconds of silence after which a host's series disappear, 1 to 604800. @default 600 */
  readonly ttlSeconds?: number;
}

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
 * A value that is missing has no series, and before the first verdict there is no score and no decision, so nothing
 * unknown ever reads as 0. Measurements that are negative or not finite are ignored: monitoring must not stop what it
 * watches. The last verdict of each host is kept by reference.
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
  readonly #self: SelfMetrics;
  readonly #board: Board;
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
    this.#board = perHost === false ? singleBoard() : hostBoard(perHost === true ? {} : perHost, now);
    const entries = () => this.#board.entries();
    for (const metric of HOST_METRICS) registerHostMetric(this.registry, metric, perHost !== false, entries);
    this.#self = new SelfMetrics(this.registry, version, readiness);
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
    if (this.#closed) {
      this.#dropped += 1;
      const error = new ExporterError('CLOSED', 'the exporter is closed');
      return { ok: false, reason: 'closed', error, dropped: this.#dropped };
    }
    this.#self.observeEndToEndLatency((this.#now() - verdict.timestamp) / 1000);
    if (this.#board.record(verdict)) return { ok: true };
    this.#dropped += 1;
    return { ok: false, reason: 'host_limit', error: NO_ROOM, dropped: this.#dropped };
  }

  /** Takes no further verdicts. The page keeps showing the last ones, and the samples' timestamps show their age. */
  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  /** Time to score one sample, in seconds. */
  observeScoringDuration(seconds: number): void {
    this.#self.observeScoringDuration(seconds);
  }

  /** Samples that never became a verdict, or whose verdict never left. */
  recordDropped(reason: DropReason, count = 1): void {
    this.#self.recordDropped(reason, count);
  }

  /** Ticks of the collector that ran late or were skipped since the last call. */
  recordTicks(ticks: { readonly late?: number; readonly missed?: number }): void {
    this.#self.recordTicks(ticks);
  }

  /** One training of the model. A success also moves the training timestamp to now. */
  recordTraining(training: TrainingRecord): void {
    this.#self.recordTraining(training);
    if (training.result === 'success') this.#self.setModelTrainedAt(this.#now());
  }

  /** Milliseconds since the epoch at which the model in use was trained: for a model that was loaded instead of trained. */
  setModelTrainedAt(timestamp: number): void {
    this.#self.setModelTrainedAt(timestamp);
  }

  /** Other models begin to judge. */
  recordModelChange(reason: ModelChangeReason): void {
    this.#self.models.recordChange(reason);
  }

  /** Shows how many records of models have not been delivered to a tracking server, asked at each scrape; the series is absent before. */
  watchTracking(read: () => number): void {
    this.#self.models.watchTracking(read);
  }

  /** Shows an outbox, asked at each scrape; both its series are absent before. A second call shows another one. */
  watchOutbox(read: () => OutboxState): void {
    this.#self.outbox.watch(read);
  }

  /** Messages that were read from Kafka or sent to it. The first word of Kafka, here or below, begins its counters at 0. */
  recordKafkaMessages(messages: KafkaMessageRecord): void {
    this.#self.kafka.recordMessages(messages);
  }

  /** Whether there is a connection to Kafka. */
  setKafkaConnected(connected: boolean): void {
    this.#self.kafka.setConnected(connected);
  }

  /** How far each partition is behind that this process reads now; partitions of an earlier call are no longer shown. */
  setKafkaLag(partitions: readonly KafkaLag[]): void {
    this.#self.kafka.setLag(partitions);
  }
}

/** One for all: where there are many more hosts than are shown, making an error for each verdict costs more than the verdict. */
const NO_ROOM = new ExporterError(
  'HOST_LIMIT',
  'no series for one more host: as many as allowed are shown already',
);

/** What the page is made from. */
interface Board {
  record(verdict: Verdict): boolean;
  entries(): Iterable<readonly [host: string, entry: HostEntry]>;
}

/** One host, whose name is not shown; there from the start, so that its counters begin at 0. */
function singleBoard(): Board {
  let entry = UNHEARD;
  return {
    record(verdict) {
      entry = advance(entry, verdict);
      return true;
    },
    entries: () => [['', entry]],
  };
}

function hostBoard({ maxHosts = 256, ttlSeconds = 600 }: PerHostOptions, now: () => number): Board {
  return new HostTable({
    maxHosts: integerOption('perHost.maxHosts', maxHosts, 1, 10_000),
    ttlMilliseconds: integerOption('perHost.ttlSeconds', ttlSeconds, 1, 604_800) * 1000,
    now,
  });
}
