import { IsolationForestModel, LstmModel, RandomForestModel } from '@ad/models';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeTraining } from '../src/runs/training.js';
import { checkBatch } from '../src/stores/batch.js';

const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i / 3), Math.cos(i / 3)]);
const featureNames = ['cpu', 'memory'];
const ofStepZero = (key: string, value: number) => ({ key, value, step: 0 });

describe('describeTraining', () => {
  test('tells the options, features and threshold of a forest', async () => {
    const model = await new IsolationForestModel({
      nEstimators: 10,
      outOfRange: { minimumRange: [1, 2] },
    }).train(rows, { featureNames });
    const { params, metrics, tags } = describeTraining({
      model,
      evaluation: { roc_auc: 0.75 },
      seconds: 1.5,
    });
    expect(params).toMatchObject({
      kind: 'isolation_forest',
      features: 'cpu,memory',
      nEstimators: '10',
      contamination: '0.1',
      'outOfRange.minimumRange': '[1,2]',
    });
    expect(metrics).toEqual([
      ofStepZero('threshold', model.threshold),
      ofStepZero('training_seconds', 1.5),
      ofStepZero('roc_auc', 0.75),
    ]);
    expect(tags).toEqual({});
  });

  test('tells the loss of each epoch of an LSTM, and what its report says', async () => {
    const options = { sequenceLength: 4, units: 4, epochs: 3, forecaster: 'lstm' as const };
    const model = await new LstmModel(options).train(rows);
    const { params, metrics = [] } = describeTraining({ model });
    expect(params).toMatchObject({
      kind: 'lstm',
      chosenForecaster: 'lstm',
      epochs: '3',
      learningRate: '0.005',
    });
    const losses = metrics.filter(({ key }) => key === 'loss');
    expect(losses.map(({ value }) => value)).toEqual(model.report.losses);
    expect(losses.map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(metrics).toContainEqual(ofStepZero('epochs_trained', 3));
    expect(metrics).toContainEqual(
      ofStepZero('validation_error_linear', model.report.validationErrors.linear ?? Number.NaN),
    );
  });

  test('can be logged for every kind of model', async () => {
    for (const model of [
      new IsolationForestModel(),
      new RandomForestModel({ nEstimators: 5 }),
      new LstmModel(),
    ]) {
      await model.train(rows);
      expect(checkBatch(describeTraining({ model }), 0).params).toContainEqual({
        key: 'kind',
        value: model.kind,
      });
    }
  });

  test('names what is not finite in a tag, and leaves it out of the metrics', () => {
    const { metrics, tags } = describeTraining({
      model: { report: { losses: [1, Number.NaN, Infinity] } },
      evaluation: { auc: Number.NaN, delay: -Infinity, recall: 1, unknown: undefined },
    });
    expect(metrics).toEqual([ofStepZero('recall', 1), ofStepZero('loss', 1)]);
    expect(tags).toEqual({ not_finite: 'auc: NaN, delay: -Infinity, loss[1]: NaN, loss[2]: Infinity' });
  });

  test('shortens what MLflow would refuse as too long', () => {
    const model = { featureNames: Array.from({ length: 2000 }, (_, i) => `feature_${i}`) };
    const { params, tags } = describeTraining({ model, curves: { loss: new Array(5000).fill(Number.NaN) } });
    expect(params?.features).toHaveLength(6000);
    expect(tags?.not_finite).toHaveLength(6000);
  });

  test('loses no value of a curve: each is a point or named', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (curve) => {
        const { metrics = [], tags = {} } = describeTraining({ model: {}, curves: { curve } });
        const named = (tags.not_finite ?? '').match(/curve\[/g)?.length ?? 0;
        expect(metrics.length + named).toBe(curve.length);
        for (const { value, step = -1 } of metrics) expect(value).toBe(curve[step]);
      }),
    );
  });
});
