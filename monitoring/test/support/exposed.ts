import { PrometheusExporter, type Verdict } from '@ad/exporters/prometheus';

/** A verdict that has every field. */
const verdict: Verdict = {
  timestamp: 1_767_614_430_000,
  host: 'web-1',
  sequence: 1,
  values: { cpu_percent: 98.7, memory_percent: 48.2, disk_percent: 40 },
  state: 'firing',
  isAnomaly: true,
  score: 0.81,
  probability: 0.97,
  pValue: 0.005,
  threshold: 0.61,
  provisional: false,
  attributions: [{ feature: 'cpu_percent', share: 0.91, observed: 98.7, expected: { low: 3.1, high: 9.8 } }],
  model: { kind: 'forecast', version: '1' },
  alertId: 'web-1/2026-01-05T12:00:30.000Z',
  explanation: 'cpu_percent 99 % is far above its expected 3-10 %',
  maintenance: false,
  drift: false,
};

/** The names of all series that a detector can expose, those of histograms with their endings. */
export async function exposedNames(): Promise<Set<string>> {
  const exporter = new PrometheusExporter({ readiness: () => ({ ready: true }) });
  exporter.write(verdict);
  exporter.observeScoringDuration(0.001);
  exporter.setModelTrainedAt(verdict.timestamp);
  exporter.recordTraining({ result: 'success', durationSeconds: 1 });
  exporter.watchOutbox(() => ({ size: 0, oldestAgeSeconds: 0 }));
  exporter.recordKafkaMessages({ direction: 'out', result: 'ok' });
  exporter.setKafkaConnected(true);
  exporter.setKafkaLag([{ topic: 'anomaly-samples', partition: 0, lag: 0 }]);
  const page = await exporter.metrics();
  return new Set(page.split('\n').flatMap((line) => /^([a-z_]\w*)[ {]/i.exec(line)?.[1] ?? []));
}

/** The names of this project's series that an expression asks for. */
export function namesIn(expression: string): string[] {
  const names = expression.matchAll(/\b(?:instance:)?(?:anomaly_detection|system|process|nodejs)_[\w:]+/g);
  return [...new Set([...names].map(([name]) => name))];
}
