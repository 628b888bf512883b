import type { Target } from './dashboard-json.js';
import type { PanelRow } from './layout.js';
import { stat, thresholds, timeline, words } from './panels.js';
import { detectorLegend, detectorSeries, hostSeries, legend, now, overTime, rate } from './queries.js';

const green = { value: null, color: 'green' };

/** Median, and what one in a hundred exceeds, of a histogram. */
function quantiles(metric: string): Target[] {
  const quantile = (share: number): string =>
    `histogram_quantile(${share}, ${rate(detectorSeries(`${metric}_bucket`))})`;
  return [
    overTime('A', quantile(0.5), `p50 ${detectorLegend}`),
    overTime('B', quantile(0.99), `p99 ${detectorLegend}`),
  ];
}

/** Whether the detector does its work, in the order in which one would ask. */
export const health: readonly PanelRow[] = [
  {
    height: 4,
    panels: [
      stat({
        title: 'Detector',
        description: 'Whether its page of metrics can be read.',
        targets: [now('A', detectorSeries('up'), detectorLegend)],
        field: words({ text: 'down', color: 'red' }, { text: 'up', color: 'green' }),
      }),
      stat({
        title: 'Age of the Last Sample',
        description: 'The alert NoSamples begins at two minutes.',
        targets: [
          now(
            'A',
            `time() - (${hostSeries('anomaly_detection_last_sample_timestamp_seconds')} > 0)`,
            legend(''),
          ),
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
        targets: [
          now('A', hostSeries('anomaly_detection_model_info'), '{{model}} {{model_version}} {{host}}'),
        ],
        field: { unit: 'none', color: { mode: 'fixed', fixedColor: 'blue' }, thresholds: thresholds(green) },
      }),
      stat({
        title: 'Drift',
        description: 'Whether what is usual has changed since the model was trained.',
        targets: [now('A', hostSeries('anomaly_detection_drift'), legend(''))],
        field: words({ text: 'none', color: 'green' }, { text: 'drift', color: 'orange' }),
      }),
    ],
  },
  {
    height: 8,
    panels: [
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
        field: {
          unit: 'none',
          custom: { scaleDistribution: { type: 'symlog', log: 10, linearThreshold: 1 } },
        },
      }),
    ],
  },
  {
    height: 8,
    panels: [
      timeline({
        title: 'Time to Score a Sample',
        description: 'Median, and what one sample in a hundred exceeds.',
        targets: quantiles('anomaly_detection_scoring_duration_seconds'),
        field: { unit: 's', min: 0 },
      }),
      timeline({
        title: 'From Sample to Verdict',
        description:
          'Median, and what one verdict in a hundred exceeds. With Kafka between, its way is included.',
        targets: quantiles('anomaly_detection_end_to_end_latency_seconds'),
        field: { unit: 's', min: 0 },
      }),
    ],
  },
  {
    height: 8,
    panels: [
      timeline({
        title: 'Dropped Samples and Missed Ticks',
        description: 'Each is one sample that was never judged, or whose verdict never left.',
        targets: [
          overTime(
            'A',
            `60 * ${rate(detectorSeries('anomaly_detection_samples_dropped_total'))}`,
            `{{reason}} ${detectorLegend}`,
          ),
          overTime(
            'B',
            `60 * ${rate(detectorSeries('anomaly_detection_ticks_missed_total'))}`,
            `missed tick ${detectorLegend}`,
          ),
        ],
        field: { unit: 'short', min: 0 },
      }),
      timeline({
        title: 'Trainings',
        description: 'Trainings of the models since the detector was started, by result.',
        targets: [
          overTime('A', detectorSeries('anomaly_detection_retrains_total'), `{{result}} ${detectorLegend}`),
        ],
        field: { unit: 'short', min: 0, decimals: 0 },
      }),
      timeline({
        title: 'Process',
        description: 'CPU and memory of the detector itself.',
        targets: [
          overTime(
            'A',
            `100 * ${rate(detectorSeries('process_cpu_seconds_total'))}`,
            `CPU ${detectorLegend}`,
          ),
          overTime('B', detectorSeries('process_resident_memory_bytes'), `memory ${detectorLegend}`),
        ],
        field: { unit: 'percent', min: 0 },
        overrides: [
          { matcher: { id: 'byRegexp', options: '/^memory/' }, properties: [{ id: 'unit', value: 'bytes' }] },
        ],
      }),
    ],
  },
];
