import { PrometheusExporter } from '@ad/exporters/prometheus';
import { firingVerdict } from '../../../packages/exporters/test/verdicts.js';

const verdict = firingVerdict({ sequence: 1, alertId: 'web-1/1', maintenance: false, drift: false });

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
