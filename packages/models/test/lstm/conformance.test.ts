import { describe, it } from 'vitest';
import { LstmModel } from '../../src/lstm/model.js';
import { modelChecks } from '../../src/testing/check-model.js';

describe.each([
  ['lstm', () => new LstmModel({ epochs: 3, seed: 1 })],
  ['lstm that always forecasts with its network', () => new LstmModel({ epochs: 3, forecaster: 'lstm' })],
  ['lstm of one step', () => new LstmModel({ epochs: 3, sequenceLength: 1, units: 5, forecaster: 'lstm' })],
  ['lstm’s linear twin', () => new LstmModel({ forecaster: 'linear' })],
])('%s', (_, createModel) => {
  for (const check of modelChecks({ sequence: true })) it(check.name, () => check.run(createModel));
});
