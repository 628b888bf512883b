import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, test, vi } from 'vitest';
import { json } from './support/json.js';

// The servers of `node scripts/services.mjs up`, each asked once for what the product needs of it.
const { SERVICES_PORT_OFFSET = '0' } = process.env;
const offset = Number(SERVICES_PORT_OFFSET);
const server = (port: number) => `127.0.0.1:${port + offset}`;
const unique = `smoke-${randomUUID()}`;

describe('Kafka', () => {
  const kafka = new Kafka({ brokers: [server(9092)], logLevel: logLevel.NOTHING, retry: { retries: 3 } });

  test('carries a message from a producer to a consumer group', async () => {
    const admin = kafka.admin();
    const producer = kafka.producer();
    const consumer = kafka.consumer({ groupId: unique });
    await admin.connect();
    try {
      await admin.createTopics({ topics: [{ topic: unique, numPartitions: 2 }], waitForLeaders: true });
      await producer.connect();
      await producer.send({ topic: unique, messages: [{ key: 'host-1', value: '{"cpu_percent":42}' }] });

      await consumer.connect();
      await consumer.subscribe({ topic: unique, fromBeginning: true });
      const received = new Promise<{ key: string | undefined; value: string | undefined }>(
        (resolve, reject) => {
          consumer
            .run({
              eachMessage: async ({ message }) =>
                resolve({ key: message.key?.toString(), value: message.value?.toString() }),
            })
            .catch(reject);
        },
      );
      expect(await received).toEqual({ key: 'host-1', value: '{"cpu_percent":42}' });
    } finally {
      await consumer.disconnect();
      await producer.disconnect();
      await admin.deleteTopics({ topics: [unique] });
      await admin.deleteGroups([unique]);
      await admin.disconnect();
    }
  });

  test('does not create topics that nobody asked for', async () => {
    const admin = kafka.admin();
    await admin.connect();
    try {
      await expect(admin.fetchTopicMetadata({ topics: [`${unique}-absent`] })).rejects.toThrow(
        'does not host this topic-partition',
      );
      expect(await admin.listTopics()).not.toContain(`${unique}-absent`);
    } finally {
      await admin.disconnect();
    }
  });
});

describe('MLflow', () => {
  const api = `http://${server(5000)}/api/2.0/mlflow`;

  test('keeps a metric of a run', async () => {
    const { experiment_id } = await json<{ experiment_id: string }>(`${api}/experiments/create`, {
      name: unique,
    });
    try {
      const { run } = await json<{ run: { info: { run_id: string } } }>(`${api}/runs/create`, {
        experiment_id,
        start_time: Date.now(),
      });
      const { run_id } = run.info;
      await json(`${api}/runs/log-metric`, { run_id, key: 'auc_pr', value: 0.75, timestamp: 1, step: 3 });

      const { metrics } = await json<{ metrics: object[] }>(
        `${api}/metrics/get-history?run_id=${run_id}&metric_key=auc_pr`,
      );
      expect(metrics).toMatchObject([{ key: 'auc_pr', value: 0.75, timestamp: 1, step: 3 }]);
    } finally {
      await json(`${api}/experiments/delete`, { experiment_id });
    }
  });

  test('stores an artifact and gives it back', async () => {
    const artifact = `http://${server(5000)}/api/2.0/mlflow-artifacts/artifacts/${unique}/model.json`;
    expect((await fetch(artifact, { method: 'PUT', body: '{"kind":"smoke"}' })).status).toBe(200);
    expect(await json(artifact)).toEqual({ kind: 'smoke' });
    expect((await fetch(artifact, { method: 'DELETE' })).ok).toBe(true);
  });
});

describe('Prometheus', () => {
  const address = `http://${server(9090)}`;
  type Query = { data: { result: { metric: { job: string }; value: [number, string] }[] } };

  test('scrapes itself and answers a query about it', async () => {
    expect((await fetch(`${address}/-/ready`)).status).toBe(200);
    await vi.waitFor(
      async () => {
        const { data } = await json<Query>(`${address}/api/v1/query?query=up{job="prometheus"}`);
        expect(data.result.map(({ value }) => value[1])).toEqual(['1']);
      },
      { timeout: 10_000, interval: 250 },
    );
  });

  test('looks for the detector and sends alerts to Alertmanager', async () => {
    const { data } = await json<Query>(`${address}/api/v1/query?query=up{job="anomaly-detection"}`);
    expect(data.result.length).toBeGreaterThan(0);
    await vi.waitFor(
      async () => {
        const found = await json<{ data: { activeAlertmanagers: { url: string }[] } }>(
          `${address}/api/v1/alertmanagers`,
        );
        expect(found.data.activeAlertmanagers.map(({ url }) => url)).toEqual([
          `http://${server(9093)}/api/v2/alerts`,
        ]);
      },
      { timeout: 10_000, interval: 250 },
    );
  });
});

describe('Alertmanager', () => {
  const alerts = `http://${server(9093)}/api/v2/alerts`;

  test('accepts an alert and lists it', async () => {
    const labels = { alertname: 'AnomalyDetected', run: unique };
    await json(alerts, [{ labels, annotations: { summary: 'smoke test' } }]);
    try {
      const listed = await json<{ labels: object }[]>(`${alerts}?filter=run="${unique}"`);
      expect(listed).toMatchObject([{ labels, status: { state: expect.any(String) } }]);
    } finally {
      await json(alerts, [{ labels, endsAt: new Date().toISOString() }]);
    }
  });
});
