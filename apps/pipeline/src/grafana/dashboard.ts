import { attributionNow, attributionTimeline } from './attribution.js';
import type { Dashboard, Variable } from './dashboard-json.js';
import { health } from './health.js';
import { kafka } from './kafka.js';
import { arrange, heading, type Placed } from './layout.js';
import {
  anomalyAlert,
  anomalyScore,
  anomalyTimeline,
  cpuUsage,
  memoryUsage,
  systemTimeline,
} from './overview.js';
import { datasource, hostSeries } from './queries.js';

/** Rows of panels with the width of each. */
const layout: readonly Placed[] = [
  { height: 6, panels: [anomalyAlert, anomalyScore, cpuUsage, memoryUsage] },
  { height: 9, panels: [systemTimeline] },
  { height: 9, panels: [anomalyTimeline] },
  heading('Why'),
  { height: 8, panels: [attributionNow, attributionTimeline] },
  heading('Detector health', health),
  heading('Kafka', [kafka]),
];

/** A choice among the values of a label; several, or all. */
function choice(name: string, label: string, query: string, allValue: string): Variable {
  return {
    name,
    label,
    type: 'query',
    datasource,
    query: { query, refId: name },
    definition: query,
    includeAll: true,
    allValue,
    multi: true,
    current: { text: ['All'], value: ['$__all'] },
    refresh: 2,
    sort: 1,
  };
}

const info = 'anomaly_detection_build_info';

/** The dashboard, as `ad grafana setup` sends it and as Grafana reads it from a file. */
export const dashboard: Dashboard = {
  uid: 'anomaly-detection',
  title: 'Anomaly Detection',
  description: 'What the detectors watch, what they find, why, and whether they do their work.',
  tags: ['anomaly-detection'],
  schemaVersion: 42,
  editable: true,
  // One cross over all charts: what the host did when the score rose.
  graphTooltip: 1,
  refresh: '5s',
  time: { from: 'now-15m', to: 'now' },
  timezone: 'browser',
  templating: {
    list: [
      {
        name: 'datasource',
        label: 'Data source',
        type: 'datasource',
        query: 'prometheus',
        current: { text: 'Prometheus', value: 'prometheus' },
      },
      choice('job', 'Job', `label_values(${info}, job)`, '.+'),
      choice('instance', 'Detector', `label_values(${info}{job=~"$job"}, instance)`, '.+'),
      choice(
        'host',
        'Host',
        'label_values(anomaly_detection_last_sample_timestamp_seconds{job=~"$job", instance=~"$instance"}, host)',
        '.*',
      ),
    ],
  },
  annotations: {
    list: [
      {
        name: 'Anomalies',
        datasource,
        enable: true,
        iconColor: 'red',
        expr: `${hostSeries('anomaly_detection_is_anomaly')} == 1`,
        step: '15s',
        titleFormat: 'Anomaly',
        textFormat: '{{instance}} {{host}}',
      },
    ],
  },
  panels: arrange(layout),
};
