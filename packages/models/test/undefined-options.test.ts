import { describe, expect, it } from 'vitest';
import { IsolationForestModel } from '../src/isolation-forest/model.js';
import { LstmModel } from '../src/lstm/model.js';
import { createRandom } from '../src/random.js';
import { RandomForestModel } from '../src/random-forest/model.js';
import { loadModel } from '../src/registry.js';

const random = createRandom(1);
const rows = Array.from({ length: 60 }, () => [random.uniform(), random.uniform()]);

describe('an option that is undefined is as one not given', () => {
  it.each([
    ['isolation forest', IsolationForestModel, ['contamination', 'nEstimators', 'seed', 'outOfRange']],
    [
      'random forest',
      RandomForestModel,
      ['contamination', 'nEstimators', 'maxFeatures', 'maxDepth', 'engine'],
    ],
    ['lstm', LstmModel, ['contamination', 'epochs', 'forecaster', 'engine', 'minimumDeviation']],
  ])('%s', async (_, Model, names) => {
    const undefinedOptions = Object.fromEntries(names.map((name) => [name, undefined]));
    const model = await new Model(undefinedOptions).train(rows);
    const saved = JSON.stringify(model);
    expect(saved).toBe(JSON.stringify(await new Model().train(rows)));
    expect(loadModel(JSON.parse(saved)).score(rows)).toEqual(model.score(rows));
  });
});
