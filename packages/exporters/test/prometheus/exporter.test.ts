import { describe, expect, it } from 'vitest';
import { firingVerdict, normalVerdict } from '../verdicts.js';
import { exporterWith, seriesOf } from './support.js';

describe('what the application tells', () => {
  it('initialises labelled counters to 0', async () => {
    const page = await exporterWith().metrics();
    expect(seriesOf(page, 'anomaly_detection_samples_dropped_total')).toEqual([
      'anomaly_detection_samples_dropped_total{reason="invalid"} 0',
      'anomaly_detection_samples_dropped_total{reason="out_of_order"} 0',
      'anomaly_detection_samples_dropped_total{reason="overflow"} 0',
      'anomaly_detection_samples_dropped_total{reason="duplicate"} 0',
      'anomaly_detection_samples_dropped_total{reason="host_limit"} 0',
      'anomaly_detection_samples_dropped_total{reason="outbox_full"} 0',
    ]);
    expect(seriesOf(page, 'anomaly_detection_retrains_total')).toEqual([
      'anomaly_detection_retrains_total{result="success"} 0',
      'anomaly_detection_retrains_total{result="failure"} 0',
    ]);
    expect(page).toContain('anomaly_detection_ticks_late_total 0\n');
    expect(page).toContain('anomaly_detection_ticks_missed_total 0\n');
    expect(page).toContain('anomaly_detection_scoring_duration_seconds_count 0\n');
    expect(seriesOf(page, 'anomaly_detection_model_trained_timestamp_seconds')).toEqual([]);
    expect(seriesOf(page, 'anomaly_detection_tracking_pending')).toEqual([]);
  });

  it('reaches the page', async () => {
    const exporter = exporterWith({ now: () => 5_000 });
    exporter.observeScoringDuration(0.0002);
    exporter.recordDropped('overflow', 3);
    exporter.recordTicks({ late: 2 });
    exporter.recordTicks({ late: 1, missed: 4 });
    exporter.recordTraining({ result: 'success', durationSeconds: 0.7 });
    exporter.recordTraining({ result: 'failure', durationSeconds: 0.1 });
    exporter.recordModelChange('rolled_back');
    exporter.watchTracking(() => 7);
    const page = await exporter.metrics();
    for (const line of [
      'anomaly_detection_scoring_duration_seconds_bucket{le="0.0001"} 0',
      'anomaly_detection_scoring_duration_seconds_bucket{le="0.00025"} 1',
      'anomaly_detection_samples_dropped_total{reason="overflow"} 3',
      'anomaly_detection_ticks_late_total 3',
      'anomaly_detection_ticks_missed_total 4',
      'anomaly_detection_retrains_total{result="success"} 1',
      'anomaly_detection_retrains_total{result="failure"} 1',
      'anomaly_detection_retrain_duration_seconds_count 2',
      'anomaly_detection_model_trained_timestamp_seconds 5',
      'anomaly_detection_model_changes_total{reason="rolled_back"} 1',
      'anomaly_detection_model_changes_total{reason="promoted"} 0',
      'anomaly_detection_tracking_pending 7',
      `anomaly_detection_build_info{version="1.2.3",node_version="${process.version}"} 1`,
    ]) {
      expect(page.split('\n')).toContain(line);
    }
  });

  it('ignores what is not a measurement instead of throwing', async () => {
    const exporter = exporterWith();
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      exporter.observeScoringDuration(value);
      exporter.recordDropped('invalid', value);
      exporter.recordTicks({ late: value, missed: value });
      exporter.setModelTrainedAt(value);
    }
    expect(await exporter.metrics()).toBe(await exporterWith().metrics());
  });

  it('shows readiness as it is at the moment of the scrape', async () => {
    let ready = false;
    const exporter = exporterWith({ readiness: () => ({ ready }) });
    expect(await exporter.metrics()).toContain('anomaly_detection_ready 0\n');
    ready = true;
    expect(await exporter.metrics()).toContain('anomaly_detection_ready 1\n');
  });
});

describe('the exporter as a sink', () => {
  it('answers a write after closing with data', async () => {
    const exporter = exporterWith();
    await exporter.close();
    await exporter.close();
    expect(exporter.write(normalVerdict())).toMatchObject({ ok: false, reason: 'closed', dropped: 1 });
  });

  it('does not change the verdict', () => {
    const verdict = firingVerdict();
    const before = structuredClone(verdict);
    exporterWith().write(verdict);
    expect(verdict).toEqual(before);
  });

  it('shares nothing with another exporter', async () => {
    const [one, other] = [exporterWith(), exporterWith()];
    one.write(firingVerdict());
    expect(seriesOf(await other.metrics(), 'anomaly_detection_score')).toEqual([]);
  });

  it('names the option, the rule and the value it refuses', () => {
    expect(() => exporterWith({ perHost: { maxHosts: 0 } })).toThrow(
      'perHost.maxHosts must be an integer from 1 to 10000, got 0',
    );
    expect(() => exporterWith({ perHost: { ttlSeconds: 1.5 } })).toThrow(
      'perHost.ttlSeconds must be an integer',
    );
  });
});
