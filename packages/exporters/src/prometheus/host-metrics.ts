import type { Verdict, VerdictState } from '../verdict.js';
import { type HostEntry, SAMPLE_RESULTS } from './host-table.js';

/** One time series of a metric: its labels beyond `host`, and its value. */
interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric of a host, read at each scrape. */
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

/** Features of one host that get a series at most: the first ones of a sample. */
const MAX_FEATURES = 64;

/** A missing value has no series: NaN would spoil every average and maximum over it, and 0 would look healthy. */
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

/** All metrics that follow from verdicts. Dashboards and alert rules rely on the first five names. */
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
