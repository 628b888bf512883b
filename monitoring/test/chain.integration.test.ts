import { expect, it, vi } from 'vitest';
import { startDetector } from './support/detector.js';
import { startAlertmanager, startPrometheus } from './support/servers.js';
import { shippedAlertmanager, shippedPrometheus } from './support/shipped.js';
import { startWebhook } from './support/webhook.js';

// Detector -> metrics page -> Prometheus with the shipped rules -> Alertmanager with the shipped routes -> webhook: all are real, and
// started by this test. Needs the programs (`node scripts/services.mjs up prometheus alertmanager` installs them), not the running servers.

const soon = { timeout: 20_000, interval: 100 };
const host = ({ url }: { url: string }) => new URL(url).host;

async function isScraped({ url }: { url: string }): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/query?query=anomaly_detection_is_anomaly`);
  const { data } = (await response.json()) as { data: { result: unknown[] } };
  return data.result.length > 0;
}

it('an anomaly and the death of the detector reach the webhook, and so does their end', async () => {
  const webhook = await startWebhook();
  const alertmanager = await startAlertmanager(await shippedAlertmanager(webhook.url));
  const detector = await startDetector();
  const instance = detector.target;
  const prometheus = await startPrometheus(
    await shippedPrometheus({ detectors: [instance], alertmanager: host(alertmanager) }),
  );

  // A few seconds without an anomaly: no alert is sent.
  await vi.waitUntil(() => isScraped(prometheus), soon);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  expect(webhook.alerts).toEqual([]);

  detector.cpu(97);
  await vi.waitUntil(() => webhook.statusOf('AnomalyDetected') === 'firing', soon);
  expect(webhook.alerts[0]).toMatchObject({
    labels: { alertname: 'AnomalyDetected', severity: 'warning', job: 'anomaly-detection', instance },
    annotations: {
      summary: `Anomaly on ${instance}`,
      description: expect.stringMatching(/^cpu_percent is (9\d|100)(\.\d+)?% of the score\./),
    },
  });

  detector.cpu(20);
  await vi.waitUntil(() => webhook.statusOf('AnomalyDetected') === 'resolved', soon);

  await detector.close();
  await vi.waitUntil(() => webhook.statusOf('DetectorDown') === 'firing', soon);
  const back = await startDetector(Number(instance.split(':')[1]));
  await vi.waitUntil(() => webhook.statusOf('DetectorDown') === 'resolved', soon);
  await back.close();
});

it('a detector that does not answer mutes its other alerts', async () => {
  const webhook = await startWebhook();
  const alertmanager = await startAlertmanager(await shippedAlertmanager(webhook.url));
  const post = (alertname: string, labels: Record<string, string>) => ({ labels: { alertname, ...labels } });
  const alerts = [
    post('DetectorDown', { instance: 'a:8000', severity: 'critical' }),
    post('KafkaDisconnected', { instance: 'a:8000', severity: 'warning' }),
    post('KafkaDisconnected', { instance: 'b:8000', severity: 'warning' }),
    post('AnomalyPersists', { instance: 'b:8000', host: 'db-1', severity: 'critical' }),
    post('AnomalyDetected', { instance: 'b:8000', host: 'db-1', severity: 'warning' }),
    post('AnomalyDetected', { instance: 'b:8000', host: 'db-2', severity: 'warning' }),
  ];
  const answer = await fetch(`${alertmanager.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  expect(answer.status).toBe(200);

  await vi.waitUntil(() => webhook.alerts.length >= 4, soon);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const told = webhook.alerts.map(({ labels }) => `${labels.alertname} ${labels.host ?? labels.instance}`);
  expect([...new Set(told)].sort()).toEqual([
    'AnomalyDetected db-2',
    'AnomalyPersists db-1',
    'DetectorDown a:8000',
    'KafkaDisconnected b:8000',
  ]);
});
