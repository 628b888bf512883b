import { describe, it } from 'vitest';
import { IsolationForestModel } from '../../src/isolation-forest/model.js';
import { modelChecks } from '../../src/testing/check-model.js';

describe.each([
  ['isolation forest', () => new IsolationForestModel({ seed: 1 })],
  [
    'isolation forest with an out-of-range term',
    () => new IsolationForestModel({ seed: 1, outOfRange: { minimumRange: 0.5 } }),
  ],
  [
    'isolation forest of deep trees',
    () => new IsolationForestModel({ nEstimators: 20, maxSamples: 65_536, seed: 1 }),
  ],
])('%s', (_, createModel) => {
  for (const check of modelChecks()) it(check.name, () => check.run(createModel));
});
