import type { Verdict, VerdictState } from '../verdict.js';
import { type HostEntry, SAMPLE_RESULTS } from './host-table.js';

/** One time series of a metric: its labels beyond `host`, and its value. */
interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric that is read from what is known of a host at the moment of the scrape. */
export interface HostMetric {
  readonly type: 'gauge' | 'counter';
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly series: (entry: HostEntry) => readonly Series[];
}

const STATES = [
  'warming',
  'normal',
  'pending',
  'firing',
  'resolving',
  'no_data',
] as const satisfies readonly VerdictState[];

/** Most features of one host that get a series; a sample with more shows its first ones. */
const MAX_FEATURES = 64;

/** A missing value has no series: NaN would poison every average and maximum over it, 0 would look healthy. */
function one(value: number | undefined): readonly Series[] {
  return value === undefined || Number.isNaN(value) ? [] : [{ labels: {}, value }];
}

function gauge(name: string, help: string, read: (verdict: Verdict) => number | undefined): HostMetric {
  const series = ({ verdict }: HostEntry) => (verdict === undefined ? [] : one(read(verdict)));
  return { type: 'gauge', name, help, labelNames: [], series };
}

function featureGauge(
  name: string,
  help: string,
  read: (verdict: Verdict) => readonly (readonly [feature: string, value: number])[],
): HostMetric {
  const series = ({ verdict }: HostEntry) =>
    (verdict === undefined ? [] : read(verdict).slice(0, MAX_FEATURES))
      .filter(([, value]) => !Number.isNaN(value))
      .map(([feature, value]) => ({ labels: { feature }, value }));
  return { type: 'gauge', name, help, labelNames: ['feature'], series };
}

/** Everything that follows from the verdicts. The first five names are a contract with dashboards and alert rules. */
export const HOST_METRICS: readonly HostMetric[] = [
  gauge('system_cpu_usage_percent', 'CPU usage in percent.', ({ values }) => values.cpu_percent),
  gauge('system_memory_usage_percent', 'Memory usage in percent.', ({ values }) => values.memory_percent),
  gauge('system_disk_usage_percent', 'Disk usage in percent.', ({ values }) => values.disk_percent),
  gauge(
    'anomaly_detection_score',
    'Anomaly probability of the last sample, 0-1; above 0.5 when the raw score is above its threshold.',
    ({ probability }) => probability,
  ),
  {
    type: 'gauge',
    name: 'anomaly_detection_is_anomaly',
    help: 'Decision on the last sample: 1 anomaly, 0 normal. Absent until a sample could be scored.',
    labelNames: [],
    series: ({ verdict, decided }) => one(decided ? Number(verdict?.isAnomaly) : undefined),
  },
  {
    type: 'gauge',
    name: 'anomaly_detection_last_sample_timestamp_seconds',
    help: 'Unix time of the last sample; 0 before the first.',
    labelNames: [],
    series: ({ verdict }) => one((verdict?.timestamp ?? 0) / 1000),
  },
  {
    type: 'counter',
    name: 'anomaly_detection_anomalies_total',
    help: 'Anomalies begun: times that the decision turned from normal to anomaly.',
    labelNames: [],
    series: ({ anomalies }) => one(anomalies),
  },
  {
    type: 'counter',
    name: 'anomaly_detection_alerts_total',
    help: 'Alerts begun, by their ids: an anomaly that comes back within its cool-down is the same alert.',
    labelNames: [],
    series: ({ alerts }) => one(alerts),
  },
  {
    type: 'gauge',
    name: 'anomaly_detection_state',
    help: '1 for the state that the last sample left the detector in, 0 for the others.',
    labelNames: ['state'],
    series: ({ verdict }) =>
      verdict === undefined
        ? []
        : STATES.map((state) => ({ labels: { state }, value: Number(state === verdict.state) })),
  },
  {
    type: 'counter',
    name: 'anomaly_detection_samples_total',
    help: 'Samples by the decision on them; warming and no_data when a sample could not be scored.',
    labelNames: ['result'],
    series: ({ samples }) => SAMPLE_RESULTS.map((result) => ({ labels: { result }, value: samples[result] })),
  },
  gauge(
    'anomaly_detection_raw_score',
    'Raw score of the last sample, higher is more anomalous; compare with the threshold.',
    ({ score }) => score,
  ),
  gauge(
    'anomaly_detection_threshold',
    'Raw score above which a sample counts as unusual.',
    ({ threshold }) => threshold,
  ),
  gauge(
    'anomaly_detection_p_value',
    'Rank of the last score among recent scores, 0-1; small is unusual.',
    ({ pValue }) => pValue,
  ),
  gauge(
    'anomaly_detection_provisional',
    '1 while the threshold rests on too few scores to be trusted, 0 after.',
    ({ provisional }) => Number(provisional),
  ),
  gauge(
    'anomaly_detection_drift',
    '1 while what is usual has changed and the model is out of date, 0 otherwise.',
    ({ drift }) => (drift === undefined ? undefined : Number(drift)),
  ),
  gauge(
    'anomaly_detection_maintenance',
    '1 while the last sample lies in planned work, 0 otherwise.',
    ({ maintenance }) => (maintenance === undefined ? undefined : Number(maintenance)),
  ),
  featureGauge('anomaly_detection_feature_value', 'Value of each feature in the last sample.', ({ values }) =>
    Object.entries(values),
  ),
  featureGauge(
    'anomaly_detection_attribution_share',
    'Share of each feature in the last score, 0-1.',
    ({ attributions }) => attributions.map(({ feature, share }) => [feature, share] as const),
  ),
  {
    type: 'gauge',
    name: 'anomaly_detection_model_info',
    help: 'Always 1; the labels say which model gave the last verdict.',
    labelNames: ['model', 'model_version'],
    series: ({ verdict }) =>
      verdict === undefined
        ? []
        : [{ labels: { model: verdict.model.kind, model_version: verdict.model.version }, value: 1 }],
  },
];

/** Why a sample never became a verdict, or its verdict never left: the values of the label `reason`. */
export const DROP_REASONS = [
  'invalid',
  'out_of_order',
  'overflow',
  'duplicate',
  'host_limit',
  'outbox_full',
] as const;
/** How a training ended: the values of the label `result`. */
export const TRAINING_RESULTS = ['success', 'failure'] as const;

/** Why other models began to judge: the values of the label `reason`. */
export const MODEL_CHANGES = ['trained', 'promoted', 'chosen', 'rolled_back'] as const;

/** Which way messages went: the values of the label `direction`. */
export const KAFKA_DIRECTIONS = ['in', 'out'] as const;
/** What became of messages: the values of the label `result`. */
export const KAFKA_RESULTS = ['ok', 'failed', 'dead_letter'] as const;

/** What the process tells about itself. */
export const PROCESS_METRICS = {
  scoringDuration: {
    name: 'anomaly_detection_scoring_duration_seconds',
    help: 'Time to score one sample.',
    buckets: [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05],
  },
  endToEndLatency: {
    name: 'anomaly_detection_end_to_end_latency_seconds',
    help: "Time from a sample's timestamp to its verdict reaching this page.",
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
  },
  samplesDropped: {
    name: 'anomaly_detection_samples_dropped_total',
    help: 'Samples that never became a verdict, or whose verdict never left, by reason.',
    labelNames: ['reason'],
  },
  ticksLate: {
    name: 'anomaly_detection_ticks_late_total',
    help: 'Collection ticks that ran later than planned.',
  },
  ticksMissed: {
    name: 'anomaly_detection_ticks_missed_total',
    help: 'Collection ticks that were skipped because the one before was still running.',
  },
  retrains: {
    name: 'anomaly_detection_retrains_total',
    help: 'Trainings of the model by result, the first included.',
    labelNames: ['result'],
  },
  retrainDuration: {
    name: 'anomaly_detection_retrain_duration_seconds',
    help: 'Time to train the model.',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
  },
  modelTrained: {
    name: 'anomaly_detection_model_trained_timestamp_seconds',
    help: 'Unix time at which the model in use was trained. Absent before there is one.',
  },
  modelChanges: {
    name: 'anomaly_detection_model_changes_total',
    help: 'Times that other models began to judge, by why.',
    labelNames: ['reason'],
  },
  trackingPending: {
    name: 'anomaly_detection_tracking_pending',
    help: 'Trainings and changes of models that MLflow has not taken yet. Absent where nothing is recorded.',
  },
  ready: {
    name: 'anomaly_detection_ready',
    help: '1 when samples are being scored, 0 before (the baseline is being learned).',
  },
  buildInfo: {
    name: 'anomaly_detection_build_info',
    help: 'Always 1; the labels say which build is running.',
    labelNames: ['version', 'node_version'],
  },
  outboxSize: {
    name: 'anomaly_detection_outbox_size',
    help: 'Items that wait in the outbox. Absent without one.',
  },
  outboxAge: {
    name: 'anomaly_detection_outbox_oldest_age_seconds',
    help: 'How long the oldest item of the outbox has waited. Absent without an outbox.',
  },
  kafkaMessages: {
    name: 'anomaly_detection_kafka_messages_total',
    help: 'Messages read from Kafka (in) and sent to it (out), by what became of them.',
    labelNames: ['direction', 'result'],
  },
  kafkaConnected: {
    name: 'anomaly_detection_kafka_connected',
    help: '1 while there is a connection to Kafka, 0 otherwise. Absent when Kafka is not used.',
  },
  kafkaLag: {
    name: 'anomaly_detection_kafka_consumer_lag',
    help: 'Messages of a partition that are not read yet, of the partitions that this process reads.',
    labelNames: ['topic', 'partition'],
  },
};
