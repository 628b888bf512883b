import type { Verdict } from '@ad/exporters/prometheus';
import { describe, expect, it } from 'vitest';
import type { Verdict as ModelVerdict } from '../../../models/src/verdict.js';
import { firingVerdict, noDataVerdict, normalVerdict } from '../verdicts.js';
import { exporterWith, seriesOf } from './support.js';

const CONTRACT = [
  'system_cpu_usage_percent',
  'system_memory_usage_percent',
  'system_disk_usage_percent',
  'anomaly_detection_score',
  'anomaly_detection_is_anomaly',
];

describe('the five contractual gauges', () => {
  it('stand on the page under their exact names, as unlabelled gauges with help', async () => {
    const exporter = exporterWith();
    exporter.write(firingVerdict());
    const page = await exporter.metrics();
    expect(CONTRACT.map((name) => seriesOf(page, name))).toEqual([
      ['system_cpu_usage_percent 98.7'],
      ['system_memory_usage_percent 48.2'],
      ['system_disk_usage_percent 40'],
      ['anomaly_detection_score 0.97'],
      ['anomaly_detection_is_anomaly 1'],
    ]);
    for (const name of CONTRACT) {
      expect(page).toMatch(new RegExp(`^# HELP ${name} \\S`, 'm'));
      expect(page).toMatch(new RegExp(`^# TYPE ${name} gauge$`, 'm'));
    }
  });

  it('have no value before the first sample, so that nothing reads as healthy', async () => {
    const page = await exporterWith().metrics();
    expect(CONTRACT.flatMap((name) => seriesOf(page, name))).toEqual([]);
    expect(seriesOf(page, 'anomaly_detection_last_sample_timestamp_seconds')).toEqual([
      'anomaly_detection_last_sample_timestamp_seconds 0',
    ]);
  });

  it('lose the value that went missing and keep the others', async () => {
    const exporter = exporterWith();
    exporter.write(normalVerdict());
    exporter.write(normalVerdict({ values: { cpu_percent: Number.NaN, memory_percent: 50 } }));
    const page = await exporter.metrics();
    expect(seriesOf(page, 'system_cpu_usage_percent')).toEqual([]);
    expect(seriesOf(page, 'system_disk_usage_percent')).toEqual([]);
    expect(seriesOf(page, 'system_memory_usage_percent')).toEqual(['system_memory_usage_percent 50']);
    expect(page).not.toMatch(/ nan$/im);
  });

  it('make no decision of a first sample without data', async () => {
    const exporter = exporterWith();
    exporter.write(noDataVerdict());
    const page = await exporter.metrics();
    expect(CONTRACT.flatMap((name) => seriesOf(page, name))).toEqual([]);
  });

  it('hold the decision through samples without data', async () => {
    const exporter = exporterWith();
    exporter.write(firingVerdict());
    exporter.write(noDataVerdict({ isAnomaly: true }));
    expect(seriesOf(await exporter.metrics(), 'anomaly_detection_is_anomaly')).toEqual([
      'anomaly_detection_is_anomaly 1',
    ]);
  });
});

describe('what follows from verdicts', () => {
  it('counts samples by decision, with every label there from the start', async () => {
    const exporter = exporterWith();
    const counts = async () => seriesOf(await exporter.metrics(), 'anomaly_detection_samples_total');
    expect(await counts()).toEqual([
      'anomaly_detection_samples_total{result="normal"} 0',
      'anomaly_detection_samples_total{result="anomaly"} 0',
      'anomaly_detection_samples_total{result="warming"} 0',
      'anomaly_detection_samples_total{result="no_data"} 0',
    ]);
    for (const verdict of [
      normalVerdict(),
      firingVerdict(),
      firingVerdict(),
      normalVerdict({ state: 'warming', score: Number.NaN }),
      noDataVerdict({ isAnomaly: true }),
    ]) {
      exporter.write(verdict);
    }
    expect(await counts()).toEqual([
      'anomaly_detection_samples_total{result="normal"} 1',
      'anomaly_detection_samples_total{result="anomaly"} 2',
      'anomaly_detection_samples_total{result="warming"} 1',
      'anomaly_detection_samples_total{result="no_data"} 1',
    ]);
  });

  it('counts each anomaly once, also when it comes and goes between two scrapes', async () => {
    const exporter = exporterWith();
    for (const make of [firingVerdict, firingVerdict, normalVerdict, firingVerdict, normalVerdict])
      exporter.write(make());
    expect(seriesOf(await exporter.metrics(), 'anomaly_detection_anomalies_total')).toEqual([
      'anomaly_detection_anomalies_total 2',
    ]);
  });

  it('counts each alert once, also when it fires again under the same id', async () => {
    const exporter = exporterWith();
    const total = async () => seriesOf(await exporter.metrics(), 'anomaly_detection_alerts_total');
    expect(await total()).toEqual(['anomaly_detection_alerts_total 0']);
    for (const alertId of ['a', 'a', null, 'a', null, null, 'b', 'b']) {
      exporter.write(alertId === null ? normalVerdict({ alertId }) : firingVerdict({ alertId }));
    }
    expect(await total()).toEqual(['anomaly_detection_alerts_total 2']);
  });

  it('shows the state as one of six', async () => {
    const exporter = exporterWith();
    const states = async () => seriesOf(await exporter.metrics(), 'anomaly_detection_state');
    expect(await states()).toEqual([]);
    exporter.write(firingVerdict({ state: 'resolving' }));
    expect(await states()).toEqual([
      'anomaly_detection_state{state="warming"} 0',
      'anomaly_detection_state{state="normal"} 0',
      'anomaly_detection_state{state="pending"} 0',
      'anomaly_detection_state{state="firing"} 0',
      'anomaly_detection_state{state="resolving"} 1',
      'anomaly_detection_state{state="no_data"} 0',
    ]);
  });

  it('shows drift and maintenance where verdicts tell of them', async () => {
    const exporter = exporterWith();
    const shown = async () => {
      const page = await exporter.metrics();
      return ['drift', 'maintenance'].flatMap((name) => seriesOf(page, `anomaly_detection_${name}`));
    };
    exporter.write(normalVerdict());
    expect(await shown()).toEqual([]);
    exporter.write(normalVerdict({ drift: true, maintenance: false }));
    expect(await shown()).toEqual(['anomaly_detection_drift 1', 'anomaly_detection_maintenance 0']);
  });

  it('does not change because the page is read', async () => {
    const exporter = exporterWith({ now: () => 0 });
    exporter.write(firingVerdict());
    expect(await exporter.metrics()).toBe(await exporter.metrics());
  });

  it('shows score, threshold, p-value, features, attributions and model', async () => {
    const exporter = exporterWith();
    exporter.write(firingVerdict({ provisional: true }));
    const page = await exporter.metrics();
    const shown = [
      'raw_score',
      'threshold',
      'p_value',
      'provisional',
      'feature_value',
      'attribution_share',
      'model_info',
    ];
    expect(shown.flatMap((name) => seriesOf(page, `anomaly_detection_${name}`))).toEqual([
      'anomaly_detection_raw_score 0.81',
      'anomaly_detection_threshold 0.61',
      'anomaly_detection_p_value 0.005',
      'anomaly_detection_provisional 1',
      'anomaly_detection_feature_value{feature="cpu_percent"} 98.7',
      'anomaly_detection_feature_value{feature="memory_percent"} 48.2',
      'anomaly_detection_feature_value{feature="disk_percent"} 40',
      'anomaly_detection_attribution_share{feature="cpu_percent"} 0.91',
      'anomaly_detection_attribution_share{feature="memory_percent"} 0.09',
      'anomaly_detection_model_info{model="isolation_forest",model_version="3"} 1',
    ]);
  });

  it('drops the model of before when another one takes over', async () => {
    const exporter = exporterWith();
    exporter.write(normalVerdict());
    exporter.write(normalVerdict({ model: { kind: 'lstm', version: '4' } }));
    expect(seriesOf(await exporter.metrics(), 'anomaly_detection_model_info')).toEqual([
      'anomaly_detection_model_info{model="lstm",model_version="4"} 1',
    ]);
  });

  it('bounds the features of one sample', async () => {
    const exporter = exporterWith();
    const values = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`feature_${index}`, index]));
    exporter.write(normalVerdict({ values }));
    expect(seriesOf(await exporter.metrics(), 'anomaly_detection_feature_value')).toHaveLength(64);
  });

  it('measures how long a sample took to get here', async () => {
    const verdict = normalVerdict();
    const exporter = exporterWith({ now: () => verdict.timestamp + 250 });
    exporter.write(verdict);
    const page = await exporter.metrics();
    expect(page).toContain('anomaly_detection_end_to_end_latency_seconds_sum 0.25\n');
    expect(page).toContain('anomaly_detection_end_to_end_latency_seconds_count 1\n');
  });

  it('takes the verdicts of @ad/models as they are', () => {
    const accept = (verdict: ModelVerdict): Verdict => verdict;
    expect(accept).toBeTypeOf('function');
  });
});

describe('one process with many hosts', () => {
  it('puts the host on every series that follows from verdicts', async () => {
    const exporter = exporterWith({ perHost: true });
    exporter.write(normalVerdict({ host: 'a' }));
    exporter.write(firingVerdict({ host: 'b' }));
    const page = await exporter.metrics();
    expect(seriesOf(page, 'anomaly_detection_is_anomaly')).toEqual([
      'anomaly_detection_is_anomaly{host="a"} 0',
      'anomaly_detection_is_anomaly{host="b"} 1',
    ]);
    expect(seriesOf(page, 'anomaly_detection_samples_total')).toContain(
      'anomaly_detection_samples_total{host="b",result="anomaly"} 1',
    );
    expect(seriesOf(page, 'anomaly_detection_anomalies_total')).toEqual([
      'anomaly_detection_anomalies_total{host="a"} 0',
      'anomaly_detection_anomalies_total{host="b"} 1',
    ]);
  });

  it('refuses one host too many, and goes on with those it knows', () => {
    const exporter = exporterWith({ perHost: { maxHosts: 2 } });
    expect(exporter.write(normalVerdict({ host: 'a' }))).toEqual({ ok: true });
    expect(exporter.write(normalVerdict({ host: 'b' }))).toEqual({ ok: true });
    expect(exporter.write(normalVerdict({ host: 'c' }))).toMatchObject({
      ok: false,
      reason: 'host_limit',
      error: { code: 'HOST_LIMIT' },
      dropped: 1,
    });
    expect(exporter.write(normalVerdict({ host: 'a' }))).toEqual({ ok: true });
  });

  it('forgets a host that has gone silent, which makes room for another', async () => {
    let now = 0;
    const exporter = exporterWith({ perHost: { maxHosts: 2, ttlSeconds: 60 }, now: () => now });
    exporter.write(normalVerdict({ host: 'a' }));
    now = 50_000;
    exporter.write(normalVerdict({ host: 'b' }));
    now = 61_000;
    expect(seriesOf(await exporter.metrics(), 'anomaly_detection_score')).toEqual([
      'anomaly_detection_score{host="b"} 0.21',
    ]);
    expect(exporter.write(normalVerdict({ host: 'c' }))).toEqual({ ok: true });
  });

  it('escapes what a host calls itself', async () => {
    const exporter = exporterWith({ perHost: true });
    exporter.write(normalVerdict({ host: 'a"} 1\nforged_metric 1 \\' }));
    const page = await exporter.metrics();
    expect(page).toContain('anomaly_detection_score{host="a\\"} 1\\nforged_metric 1 \\\\"} 0.21\n');
    expect(page).not.toMatch(/^forged_metric/m);
  });
});
