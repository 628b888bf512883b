import { spawnSync } from 'node:child_process';
import { PrometheusExporter } from '@ad/exporters/prometheus';
import { describe, expect, it } from 'vitest';
import { firingVerdict, noDataVerdict } from '../verdicts.js';

const PROMTOOL = 'promtool';
const installed = spawnSync(PROMTOOL, ['--version']).error === undefined;

describe('promtool check metrics', () => {
  const pages: readonly (readonly [string, () => PrometheusExporter])[] = [
    ['before the first sample', () => new PrometheusExporter({ readiness: () => ({ ready: false }) })],
    [
      'with a verdict, the process metrics and all else',
      () => {
        const exporter = new PrometheusExporter({ readiness: () => ({ ready: true }) });
        exporter.write(firingVerdict());
        exporter.recordTraining({ result: 'success', durationSeconds: 1 });
        exporter.watchOutbox(() => ({ size: 2, oldestAgeSeconds: 1.5 }));
        exporter.recordKafkaMessages({ direction: 'out', result: 'ok' });
        exporter.setKafkaConnected(true);
        exporter.setKafkaLag([{ topic: 'samples', partition: 0, lag: 7 }]);
        return exporter;
      },
    ],
    [
      'with many hosts, hostile names and missing values',
      () => {
        const exporter = new PrometheusExporter({ perHost: true });
        exporter.write(firingVerdict({ host: 'a"b\\c\nd\r\u2028' }));
        exporter.write(noDataVerdict({ host: '' }));
        exporter.write(firingVerdict({ values: { 'not a name': 1, cpu_percent: Number.POSITIVE_INFINITY } }));
        return exporter;
      },
    ],
  ];

  it.skipIf(!installed).each(pages)('accepts the page %s (needs promtool on the PATH)', async (_, make) => {
    const input = await make().metrics();
    const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
