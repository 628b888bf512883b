import type { Config } from '@ad/config';
import { StreamingDetector } from '@ad/models';
import type { RegisteredDetector } from '../lifecycle/registered-detectors.js';
import { mostTrainingSamples, prepareDetectors, withBudget } from '../run/create-detector.js';
import { detectorOptions } from '../run/detector-options.js';
import { modelDetector } from '../run/model-detector.js';
import { readableFeatures, train } from '../run/train.js';
import type { Contestant } from './compare.js';

const kinds = ['isolation_forest', 'random_forest', 'lstm'] as const;

/** The detectors of the registry, the three models, each by itself, and the detector without and with those that are configured. */
export function contestants(
  config: Config,
  registered: readonly RegisteredDetector[],
  signal: AbortSignal,
): Contestant[] {
  const models = kinds.map(
    (kind): Contestant => ({
      name: kind,
      prepare: async (history) => {
        const { models } = await train([kind], history.slice(-mostTrainingSamples), config, signal);
        return modelDetector(models[0], config);
      },
    }),
  );
  const detector = (name: string, of: Config): Contestant => ({
    name,
    prepare: (history) => prepareDetectors(of, history, [], signal),
  });
  const alone = { ...config, detection: { ...config.detection, models: [] } };
  const fromRegistry = registered.map(
    ({ alias, saved }): Contestant => ({
      name: `${alias} ${saved.version}`,
      prepare: async (history) => {
        const options = detectorOptions(config, readableFeatures(history), saved.models);
        return (alertsPerWeek) => new StreamingDetector(withBudget(options, config, alertsPerWeek));
      },
    }),
  );
  return [...fromRegistry, ...models, detector('forecast', alone), detector('detector', config)];
}
