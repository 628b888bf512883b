import { defaultConfig } from '@ad/config';
import { IsolationForestModel, LstmModel } from '@ad/models';
import { describe, expect, it } from 'vitest';
import { type CurrentModels, createHostDetector } from '../../src/stream/create-host-detector.js';
import { calm, featureNames } from '../lifecycle/support.js';

const samples = calm(300);
const rows = samples.map(({ values }) => featureNames.map((name) => values[name]));
const forest = await new IsolationForestModel({ nEstimators: 20 }).train(rows, { featureNames });
const lstm = await new LstmModel({ epochs: 2 }).train(rows, { featureNames });

describe('detectors of a fleet', () => {
  it('go on with other models with the next sample of each, and judge none twice', () => {
    const shared: CurrentModels = { current: { models: [forest], version: '1' } };
    const create = createHostDetector(defaultConfig, shared);
    const [one, two] = [create(samples[0]), create(samples[0])];
    for (const sample of samples.slice(0, 100)) for (const host of [one, two]) host.observe(sample);
    shared.current = { models: [lstm], version: '2' };
    expect(one.observe(samples[100])).toMatchObject({
      sequence: 101,
      model: { kind: 'forecast+lstm', version: '2' },
    });
    expect(two.observe(samples[100]).model.version).toBe('2');
    expect(create(samples[0]).observe(samples[0]).model.version).toBe('2');
  });

  it('go on from a state that other models were part of', () => {
    const before = createHostDetector(defaultConfig, { current: { models: [lstm], version: '1' } })(
      samples[0],
    );
    for (const sample of samples.slice(0, 100)) before.observe(sample);
    const state: ReturnType<typeof before.snapshot> = JSON.parse(JSON.stringify(before.snapshot()));
    const wider = samples.map(({ values }) => [...featureNames.map((name) => values[name]), 1]);
    return new LstmModel({ epochs: 2 })
      .train(wider, { featureNames: [...featureNames, 'load_1m'] })
      .then((other) => {
        const after = createHostDetector(defaultConfig, { current: { models: [other], version: '2' } })(
          samples[0],
          state,
        );
        expect(after.observe(samples[100])).toMatchObject({ sequence: 101, model: { version: '2' } });
      });
  });

  it('refuse a state that is damaged', () => {
    const create = createHostDetector(defaultConfig, { current: { models: [forest], version: '1' } });
    const state = { ...create(samples[0]).snapshot(), sequence: 'many' };
    expect(() => create(samples[0], state as never)).toThrow('sequence');
  });
});
