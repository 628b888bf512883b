import type { PanelContent } from './dashboard-json.js';
import { stat, thresholds, timeline } from './panels.js';
import { detectorSeries, hostSeries, legend, now, overTime } from './queries.js';

const green = { value: null, color: 'green' };
const ofDetector = '{{instance}}';
/** A rate over as much time as the chart shows per point. */
const rate = (series: string): string => `rate(${series}[$__rate_interval])`;
const quantile = (share: number, metric: string): string =>
  `histogram_quantile(${share}, ${rate(detectorSeries(`${metric}_bucket`))})`;

/** Whether the detector does its work, in the order in which one would ask. */
export const health: readonly PanelContent[] = [
  stat({
    title: 'Detector',
    description: 'Whether its page of metrics can be read.',
    targets: [now('A', detectorSeries('up'), ofDetector)],
    field: {
      unit: 'none',
      thresholds: thresholds({ value: null, color: 'red' }, { value: 1, color: 'green' }),
      mappings: [
        {
          type: 'value',
          options: {
            0: { text: 'down', color: 'red', index: 0 },
            1: { text: 'up', color: 'green', index: 1 },
          },
        },
      ],
    },
  }),
  stat({
    title: 'Age of the Last Sample',
    description: 'The alert NoSamples begins at two minutes.',
    targets: [
      now('A', `time() - (${hostSeries('anomaly_detection_last_sample_timestamp_seconds')} > 0)`, legend('')),
    ],
    field: {
      unit: 's',
      decimals: 0,
      thresholds: thresholds(green, { value: 60, color: 'yellow' }, { value: 120, color: 'red' }),
    },
  }),
  stat({
    title: 'Model',
    description: 'Which model gave the last verdict, and its version.',
    targets: [now('A', hostSeries('anomaly_detection_model_info'), '{{model}} {{model_version}} {{host}}')],
    field: { unit: 'none', color: { mode: 'fixed', fixedColor: 'blue' }, thresholds: thresholds(green) },
  }),
  stat({
    title: 'Drift',
    description: 'Whether what is usual has changed since the model was trained.',
    targets: [now('A', hostSeries('anomaly_detection_drift'), legend(''))],
    field: {
      unit: 'none',
      thresholds: thresholds(green, { value: 1, color: 'orange' }),
      mappings: [
        {
          type: 'value',
          options: {
            0: { text: 'none', color: 'green', index: 0 },
            1: { text: 'drift', color: 'orange', index: 1 },
          },
        },
      ],
    },
  }),
  timeline({
    title: 'Samples',
    description: 'Samples a minute by the decision on them.',
    targets: [
      overTime('A', `60 * ${rate(hostSeries('anomaly_detection_samples_total'))}`, legend('{{result}}')),
    ],
    field: { unit: 'short', min: 0, custom: { stacking: { mode: 'normal', group: 'A' } } },
  }),
  timeline({
    title: 'Raw Score and Threshold',
    description: 'What the decision rests on. The threshold moves with what is usual.',
    targets: [
      overTime('A', hostSeries('anomaly_detection_raw_score'), legend('raw score')),
      overTime('B', hostSeries('anomaly_detection_threshold'), legend('threshold')),
    ],
    field: { unit: 'none', custom: { scaleDistribution: { type: 'symlog', log: 10, linearThreshold: 1 } } },
  }),
  timeline({
    title: 'Time to Score a Sample',
    description: 'Median, and what one sample in a hundred exceeds.',
    targets: [
      overTime('A', quantile(0.5, 'anomaly_detection_scoring_duration_seconds'), `p50 ${ofDetector}`),
      overTime('B', quantile(0.99, 'anomaly_detection_scoring_duration_seconds'), `p99 ${ofDetector}`),
    ],
    field: { unit: 's', min: 0 },
  }),
  timeline({
    title: 'From Sample to Verdict',
    description:
      'Median, and what one verdict in a hundred exceeds. With Kafka between, its way is included.',
    targets: [
      overTime('A', quantile(0.5, 'anomaly_detection_end_to_end_latency_seconds'), `p50 ${ofDetector}`),
      overTime('B', quantile(0.99, 'anomaly_detection_end_to_end_latency_seconds'), `p99 ${ofDetector}`),
    ],
    field: { unit: 's', min: 0 },
  }),
  timeline({
    title: 'Dropped Samples and Missed Ticks',
    description: 'Each is one sample that was never judged, or whose verdict never left.',
    targets: [
      overTime(
        'A',
        `60 * ${rate(detectorSeries('anomaly_detection_samples_dropped_total'))}`,
        `{{reason}} ${ofDetector}`,
      ),
      overTime(
        'B',
        `60 * ${rate(detectorSeries('anomaly_detection_ticks_missed_total'))}`,
        `missed tick ${ofDetector}`,
      ),
    ],
    field: { unit: 'short', min: 0 },
  }),
  timeline({
    title: 'Trainings',
    description: 'Trainings of the models since the detector was started, by result.',
    targets: [overTime('A', detectorSeries('anomaly_detection_retrains_total'), `{{result}} ${ofDetector}`)],
    field: { unit: 'short', min: 0, decimals: 0 },
  }),
  timeline({
    title: 'Process',
    description: 'CPU and memory of the detector itself.',
    targets: [
      overTime('A', `100 * ${rate(detectorSeries('process_cpu_seconds_total'))}`, `CPU ${ofDetector}`),
      overTime('B', detectorSeries('process_resident_memory_bytes'), `memory ${ofDetector}`),
    ],
    field: { unit: 'percent', min: 0 },
    overrides: [
      { matcher: { id: 'byRegexp', options: '/^memory/' }, properties: [{ id: 'unit', value: 'bytes' }] },
    ],
  }),
];

/** The way through Kafka. Without Kafka there is nothing to show. */
export const kafka: readonly PanelContent[] = [
  timeline({
    title: 'Outbox',
    description: 'Verdicts that wait on disk for a broker.',
    targets: [overTime('A', detectorSeries('anomaly_detection_outbox_size'), ofDetector)],
    field: { unit: 'short', min: 0 },
  }),
  timeline({
    title: 'Messages',
    description: 'Messages a minute, read (in) and sent (out), by what became of them.',
    targets: [
      overTime(
        'A',
        `60 * ${rate(detectorSeries('anomaly_detection_kafka_messages_total'))}`,
        `{{direction}} {{result}} ${ofDetector}`,
      ),
    ],
    field: { unit: 'short', min: 0 },
  }),
  timeline({
    title: 'Consumer Lag',
    description: 'Samples that wait to be read by `ad detect`.',
    targets: [
      overTime(
        'A',
        `sum without (partition) (${detectorSeries('anomaly_detection_kafka_consumer_lag')})`,
        `{{topic}} ${ofDetector}`,
      ),
    ],
    field: { unit: 'short', min: 0 },
  }),
];
