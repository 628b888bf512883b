import type { PanelRow } from './layout.js';
import { timeline } from './panels.js';
import { detectorLegend, detectorSeries, overTime, rate } from './queries.js';

/** The way through Kafka. Without Kafka there is nothing to show. */
export const kafka: PanelRow = {
  height: 8,
  panels: [
    timeline({
      title: 'Outbox',
      description: 'Verdicts that wait on disk for a broker.',
      targets: [overTime('A', detectorSeries('anomaly_detection_outbox_size'), detectorLegend)],
      field: { unit: 'short', min: 0 },
    }),
    timeline({
      title: 'Messages',
      description: 'Messages a minute, read (in) and sent (out), by what became of them.',
      targets: [
        overTime(
          'A',
          `60 * ${rate(detectorSeries('anomaly_detection_kafka_messages_total'))}`,
          `{{direction}} {{result}} ${detectorLegend}`,
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
          `{{topic}} ${detectorLegend}`,
        ),
      ],
      field: { unit: 'short', min: 0 },
    }),
  ],
};
