import type { Config } from '@ad/config';
import { prepareDetectors } from '../run/create-detector.js';
import { modelDetector } from '../run/model-detector.js';
import { train } from '../run/train.js';
import type { Contestant } from './compare.js';

const kinds = ['isolation_forest', 'random_forest', 'lstm'] as const;

/** The three models, each by itself, and the detector without and with those that are configured. */
export function contestants(config: Config, signal: AbortSignal): Contestant[] {
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
  return [...models, detector('forecast', alone), detector('detector', config)];
}

/** As for the detector's models. */
const mostTrainingSamples = 20_000;
