import { createHash } from 'node:crypto';
import type { DatasetInput } from '@ad/mlflow-client';
import type { Sample } from '@ad/models';

/** The samples that were trained on, as MLflow describes data: the same digest for the same times, hosts and values. */
export function describeData(samples: readonly Sample[], featureNames: readonly string[]): DatasetInput {
  const hash = createHash('sha256').update(JSON.stringify(featureNames));
  const row = new Float64Array(featureNames.length + 1);
  for (const { host, timestamp, values } of samples) {
    row[0] = timestamp;
    for (const [j, name] of featureNames.entries()) row[j + 1] = values[name] ?? Number.NaN;
    hash.update(host).update(row);
  }
  const times = samples.map(({ timestamp }) => timestamp);
  const hosts = [...new Set(samples.map(({ host }) => host))];
  return {
    dataset: {
      name: hosts.length === 1 ? hosts[0] : `${hosts.length} hosts`,
      digest: hash.digest('hex').slice(0, 32),
      sourceType: 'samples',
      source: JSON.stringify({
        hosts: hosts.slice(0, 20),
        from: new Date(Math.min(...times)).toISOString(),
        to: new Date(Math.max(...times)).toISOString(),
      }),
      schema: JSON.stringify({
        mlflow_colspec: featureNames.map((name) => ({ type: 'double', name, required: false })),
      }),
      profile: JSON.stringify({
        num_rows: samples.length,
        num_elements: samples.length * featureNames.length,
      }),
    },
    tags: { 'mlflow.data.context': 'training' },
  };
}
