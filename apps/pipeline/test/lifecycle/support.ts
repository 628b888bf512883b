import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, IsolationForestModel, type Sample } from '@ad/models';
import type { VersionedModels } from '../../src/detectors/versioned-models.js';

export const featureNames = ['cpu_percent', 'memory_percent'];

export const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'ad-lifecycle-'));

/** A host that is calm, one sample a second; the same for the same seed. */
export function calm(count: number, { from = 0, seed = 1, level = 20 } = {}): Sample[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => ({
    timestamp: 1000 * (from + i),
    host: 'web-1',
    values: {
      cpu_percent: level + 4 * Math.sin((from + i) / 20) + random.uniform(),
      memory_percent: 50 + random.uniform(),
    },
  }));
}

/** A forest that was trained on samples, as a version. */
export async function forest(
  samples: readonly Sample[],
  version: string,
  seed = 1,
): Promise<VersionedModels> {
  const rows = samples.map(({ values }) => featureNames.map((name) => values[name]));
  const model = new IsolationForestModel({ nEstimators: 30, seed });
  await model.train(rows, { featureNames });
  return {
    models: [model],
    version,
    trainingId: `training-${version}`,
    samples: samples.length,
    trainedAt: 0,
  };
}
