import { randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { expect, it, vi } from 'vitest';
import { ad, configFile, startAd } from './support/ad.js';

// The real chain: this machine -> the built detector -> Prometheus (of `node scripts/services.mjs up`) -> its API.
const offset = Number(process.env.SERVICES_PORT_OFFSET ?? '0');
const prometheus = `http://127.0.0.1:${9090 + offset}`;

/** The value of a metric of the detector as Prometheus sees it now; undefined when it has none. */
async function query(metric: string): Promise<number | undefined> {
  const expression = encodeURIComponent(`${metric}{job="anomaly-detection"}`);
  const response = await fetch(`${prometheus}/api/v1/query?query=${expression}`);
  const answer = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  const value = answer.data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}

async function deleteTopics(broker: string, topics: string[]): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.deleteTopics({ topics });
  await admin.disconnect();
}

/** Share of all cores that is busy over a second. */
async function busyShare(): Promise<number> {
  const read = () => {
    const times = cpus().map((cpu) => cpu.times);
    const idle = times.reduce((sum, { idle }) => sum + idle, 0);
    return { idle, all: times.reduce((sum, t) => sum + t.user + t.nice + t.sys + t.idle + t.irq, 0) };
  };
  const before = read();
  await sleep(1000);
  const after = read();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

it('an ad load is seen in Prometheus within 5 s, and is over after it', {
  timeout: 180_000,
  retry: 2,
}, async () => {
  // On a machine that is busy anyway more load is no anomaly; should it become so during the baseline, the test begins again.
  await vi.waitUntil(async () => (await busyShare()) < 0.3, { timeout: 60_000, interval: 100 });
  const config = await configFile({
    data_collection: {
      interval_seconds: 1,
      baseline_duration_seconds: 15,
      collection_duration_minutes: null,
    },
    services: { prometheus_port: 8000, http_host: '127.0.0.1' },
  });
  const detector = startAd(['run', '--config', config]);
  try {
    await detector.says(/Learned/);
    await vi.waitUntil(async () => (await query('anomaly_detection_is_anomaly')) === 0, {
      timeout: 20_000,
      interval: 200,
    });

    const load = startAd(['load', '--duration', '12']);
    await load.says(/Loading/);
    const loaded = performance.now();
    await vi.waitUntil(async () => (await query('anomaly_detection_is_anomaly')) === 1, {
      timeout: 12_000,
      interval: 100,
    });
    expect((performance.now() - loaded) / 1000).toBeLessThan(5);
    expect(await query('system_cpu_usage_percent')).toBeGreaterThan(80);
    expect(await query('anomaly_detection_score')).toBeGreaterThan(0.5);

    expect(await load.exited).toBe(0);
    await vi.waitUntil(async () => (await query('anomaly_detection_is_anomaly')) === 0, {
      timeout: 15_000,
      interval: 100,
    });
    expect(await query('anomaly_detection_anomalies_total')).toBe(1);
  } finally {
    detector.child.kill('SIGTERM');
    await detector.exited;
  }
});

it('ad health finds the real Prometheus, Kafka and MLflow', async () => {
  const broker = `127.0.0.1:${9092 + offset}`;
  const [kafka_topic, samples_topic, state_topic, dead_letter_topic] = ['v', 'i', 's', 'd'].map(
    (name) => `ad-health-${randomUUID()}-${name}`,
  );
  const config = await configFile({
    kafka: { samples_topic, state_topic, dead_letter_topic },
    services: {
      prometheus_port: 9090 + offset,
      http_host: '127.0.0.1',
      prometheus_url: prometheus,
      kafka_bootstrap_servers: broker,
      kafka_topic,
      mlflow_tracking_uri: `http://127.0.0.1:${5000 + offset}`,
    },
  });
  await ad(['kafka', 'setup', '--config', config]);
  const { out } = await ad(['health', '--config', config, '--json']);
  await deleteTopics(broker, [kafka_topic, samples_topic, state_topic, dead_letter_topic]);
  const report: { name: string; status: string }[] = JSON.parse(out);
  const status = Object.fromEntries(report.map((check) => [check.name, check.status]));
  // Prometheus' own page stands where the detector's should be: that is a failure, and named as one.
  expect(status).toEqual({
    Metrics: 'failed',
    Prometheus: 'ok',
    Grafana: 'not_configured',
    'Kafka UI': 'not_configured',
    Kafka: 'ok',
    MLflow: 'ok',
  });
});
