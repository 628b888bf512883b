import { defaultConfig } from '@ad/config';
import { LstmModel, StreamingDetector } from '@ad/models';
import { expect, it } from 'vitest';
import { trainingRecord } from '../../src/tracking/training-record.js';
import { calm, featureNames } from '../lifecycle/support.js';

it('names the options, the threshold and the losses of each model after its kind, at the time of the training', async () => {
  const data = calm(300);
  const rows = data.map(({ values }) => featureNames.map((name) => values[name]));
  const lstm = await new LstmModel({ epochs: 3, forecaster: 'lstm' }).train(rows, { featureNames });
  const saved = {
    models: [lstm],
    version: 'local-1',
    trainingId: 'one',
    samples: data.length,
    trainedAt: 1_700_000_000_000,
    featureNames,
    state: new StreamingDetector({ featureNames }).snapshot(),
  };
  const record = trainingRecord(
    { saved, data, seconds: 2, evaluation: undefined },
    { config: defaultConfig, modelName: 'ad-web-1' },
    'champion',
  );
  expect(record.params).toMatchObject({
    kind: 'forecast+lstm',
    'lstm.epochs': '3',
    'lstm.chosenForecaster': 'lstm',
  });
  const of = (name: string) => record.metrics.filter(({ key }) => key === name);
  expect(of('lstm.threshold')).toHaveLength(1);
  expect(of('lstm.loss').map(({ step }) => step)).toEqual([0, 1, 2]);
  expect(record.metrics.every(({ timestamp }) => timestamp === saved.trainedAt)).toBe(true);
});
