import { describe, expect, it } from 'vitest';
import { LstmModel } from '../../src/lstm/model.js';
import { loadModel } from '../../src/registry.js';
import { quick, waves } from './waves.js';

type Damage = (
  saved: { state: Record<string, Record<string, unknown>> } & Record<string, unknown>,
) => unknown;

describe('a saved lstm that is damaged', () => {
  const floats = (...values: number[]) => ({
    Float32Array: Buffer.from(Float32Array.from(values).buffer).toString('base64'),
  });
  const doubles = (...values: number[]) => ({
    Float64Array: Buffer.from(Float64Array.from(values).buffer).toString('base64'),
  });
  const withState =
    (parts: object): Damage =>
    (saved) => ({ ...saved, state: { ...saved.state, ...parts } });
  const withPart =
    (part: string, fields: object): Damage =>
    (saved) =>
      withState({ [part]: { ...saved.state[part], ...fields } })(saved);

  it.each<[string, Damage]>([
    ['has no state', (saved) => ({ ...saved, state: null })],
    ['has a billion units', withState({ units: 1e9 })],
    ['has other units than its weights', withState({ units: 9 })],
    ['has windows of no rows', withState({ sequenceLength: 0 })],
    ['has windows of a billion rows', withState({ sequenceLength: 1e9 })],
    ['lacks the network that forecasts', withState({ network: null })],
    ['has a network cut short', withPart('network', { kernel: floats(1, 2, 3) })],
    [
      'has a bias that is infinite',
      withPart('network', { denseBias: floats(0, Number.POSITIVE_INFINITY, 0) }),
    ],
    ['has a bias that is not a number', withPart('network', { denseBias: floats(0, Number.NaN, 0) })],
    ['has weights that are text', withPart('network', { kernel: 'weights' })],
    ['has a deviation of 0', withPart('scaling', { deviation: doubles(1, 0, 1) })],
    ['has a mean that is not a number', withPart('scaling', { mean: doubles(1, Number.NaN, 1) })],
    ['has a negative residual scale', withState({ residualScale: doubles(1, -1, 1) })],
    ['has residual scales for other columns', withState({ residualScale: doubles(1) })],
    ['has no linear twin', withState({ linear: null })],
    ['has a linear twin of another size', withPart('linear', { coupled: true })],
    ['has another forecaster', withPart('report', { forecaster: 'oracle' })],
    ['has no losses', withPart('report', { losses: null })],
    ['has other columns', (saved) => ({ ...saved, featureNames: ['a', 'b'] })],
    ['has options that are refused', (saved) => ({ ...saved, options: { engine: 'torch' } })],
  ])('%s: it is refused with INVALID_MODEL', async (_, damage) => {
    const model = await new LstmModel(quick).train(waves(120));
    const saved = JSON.parse(JSON.stringify(model));
    expect(() => loadModel(JSON.parse(JSON.stringify(damage(saved))))).toThrow(
      expect.objectContaining({ name: 'ModelError', code: 'INVALID_MODEL' }),
    );
  });
});
