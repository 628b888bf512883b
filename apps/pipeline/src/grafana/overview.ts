import type { PanelContent } from './dashboard-json.js';
import { gauge, stat, thresholds, timeline, words } from './panels.js';
import { hostLegend, hostSeries, legend, now, overTime } from './queries.js';

const percent = { unit: 'percent', min: 0, max: 100, decimals: 1 };
/** Red where the alerts CpuHigh and MemoryHigh begin. */
const usageThresholds = thresholds(
  { value: null, color: 'green' },
  { value: 75, color: 'yellow' },
  { value: 90, color: 'red' },
);
/** A score above 0.5 is a raw score above its threshold, whatever that is just now. */
const scoreThresholds = thresholds({ value: null, color: 'green' }, { value: 0.5, color: 'red' });

const alertWords = words({ text: 'Normal', color: 'green' }, { text: 'ANOMALY', color: 'red' });

export const anomalyAlert: PanelContent = stat({
  title: 'Anomaly Alert',
  description:
    'The decision on the last sample. "No data" before the first one, or when no detector is scraped.',
  targets: [now('A', hostSeries('anomaly_detection_is_anomaly'), hostLegend)],
  field: {
    ...alertWords,
    mappings: [
      ...alertWords.mappings,
      { type: 'special', options: { match: 'null', result: { text: 'No data', color: 'text' } } },
    ],
  },
});

export const anomalyScore: PanelContent = gauge({
  title: 'Anomaly Score',
  description: 'How unusual the last sample is, 0 to 1. Above 0.5 it is above the threshold of the detector.',
  targets: [now('A', hostSeries('anomaly_detection_score'), hostLegend)],
  field: { unit: 'none', min: 0, max: 1, decimals: 2, thresholds: scoreThresholds },
});

export const cpuUsage: PanelContent = gauge({
  title: 'CPU Usage',
  description: 'Share of all cores that was busy since the sample before.',
  targets: [now('A', hostSeries('system_cpu_usage_percent'), hostLegend)],
  field: { ...percent, thresholds: usageThresholds },
});

export const memoryUsage: PanelContent = gauge({
  title: 'Memory Usage',
  description: 'Memory in use that cannot be given back at once, as share of all.',
  targets: [now('A', hostSeries('system_memory_usage_percent'), hostLegend)],
  field: { ...percent, thresholds: usageThresholds },
});

export const systemTimeline: PanelContent = timeline({
  title: 'System Metrics Timeline',
  description: 'What the detector looks at. Times of an anomaly are marked.',
  targets: [
    overTime('A', hostSeries('system_cpu_usage_percent'), legend('CPU')),
    overTime('B', hostSeries('system_memory_usage_percent'), legend('memory')),
    overTime('C', hostSeries('system_disk_usage_percent'), legend('disk')),
  ],
  field: percent,
});

export const anomalyTimeline: PanelContent = timeline({
  title: 'Anomaly Detection Timeline',
  description:
    'The score, and in red the times that were called an anomaly. The dashed line is the threshold.',
  targets: [
    overTime('A', hostSeries('anomaly_detection_score'), legend('score')),
    overTime('B', hostSeries('anomaly_detection_is_anomaly'), legend('anomaly')),
  ],
  field: {
    unit: 'none',
    min: 0,
    max: 1,
    decimals: 2,
    thresholds: thresholds({ value: null, color: 'transparent' }, { value: 0.5, color: 'red' }),
    custom: { thresholdsStyle: { mode: 'dashed' } },
  },
  overrides: [
    {
      matcher: { id: 'byRegexp', options: '/^anomaly/' },
      properties: [
        { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
        { id: 'custom.lineWidth', value: 0 },
        { id: 'custom.fillOpacity', value: 25 },
        { id: 'custom.lineInterpolation', value: 'stepAfter' },
      ],
    },
  ],
});
