import type { Config } from '@ad/config';
import { prepareDetectors, trainOn } from '../run/create-detector.js';
import { modelDetector } from '../run/model-detector.js';
import type { Contestant } from './compare.js';

const kinds = ['isolation_forest', 'random_forest', 'lstm'] as const;

/** The three models, each by itself, and the detector as configured. */
export function contestants(config: Config, signal: AbortSignal): Contestant[] {
  const models = kinds.map((model): Contestant => {
    const alone = { ...config, detection: { ...config.detection, model } };
    return {
      name: model,
      prepare: async (history) => modelDetector(await trainOn(alone, history, signal), alone),
    };
  });
  return [
    ...models,
    { name: 'detector', prepare: (history) => prepareDetectors(config, history, [], signal) },
  ];
}
