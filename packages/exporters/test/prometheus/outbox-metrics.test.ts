import type { OutboxState } from '@ad/exporters/prometheus';
import { describe, expect, it } from 'vitest';
import { exporterWith, seriesBeginningWith } from './support.js';

describe('an outbox on the page', () => {
  it('is asked at each scrape, and shown once there is one', async () => {
    const exporter = exporterWith();
    const shown = async () => seriesBeginningWith(await exporter.metrics(), 'anomaly_detection_outbox_');
    expect(await shown()).toEqual([]);
    let state: OutboxState = { size: 3, oldestAgeSeconds: 1.5 };
    exporter.watchOutbox(() => state);
    expect(await shown()).toEqual([
      'anomaly_detection_outbox_size 3',
      'anomaly_detection_outbox_oldest_age_seconds 1.5',
    ]);
    state = { size: 0, oldestAgeSeconds: Number.NaN };
    expect(await shown()).toEqual(['anomaly_detection_outbox_size 0']);
  });
});
