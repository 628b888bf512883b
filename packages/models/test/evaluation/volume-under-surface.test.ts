import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { volumeUnderSurface } from '../../src/evaluation/volume-under-surface.js';
import { labelled, uniforms } from './series.js';

// RangeAUC_volume_opt of the PyPI packages TSB-AD 1.5 and vus 0.0.6, which agree, on the same series.
const cases = [
  {
    name: 'three events, one at the end',
    rows: 500,
    seed: 1,
    events: [
      [50, 60],
      [200, 240],
      [480, 500],
    ],
    window: 20,
    roc: 0.8611907056775634,
    pr: 0.6492904706041386,
  },
  {
    name: 'margins that meet',
    rows: 400,
    seed: 2,
    events: [
      [100, 110],
      [118, 125],
      [300, 301],
    ],
    window: 30,
    roc: 0.8897547178838566,
    pr: 0.5400146696083004,
  },
  {
    name: 'an event at the start, few thresholds',
    rows: 1000,
    seed: 3,
    events: [
      [0, 5],
      [400, 600],
    ],
    window: 100,
    thresholds: 50,
    roc: 0.8359106745435345,
    pr: 0.6397741811966575,
  },
  {
    name: 'equal scores',
    rows: 300,
    seed: 4,
    events: [[100, 140]],
    window: 10,
    levels: 5,
    roc: 0.8185810850631664,
    pr: 0.5250414457557766,
  },
] as const;

describe('volume under the surface', () => {
  it.each(cases)('is that of TSB-AD with $name', ({ rows, seed, events, window, roc, pr, ...rest }) => {
    const labels = labelled(rows, events);
    const scores = uniforms(rows, seed).map((value, i) => value + (labels[i] ? 0.4 : 0));
    const given = 'levels' in rest ? scores.map((value) => Math.round(value * rest.levels)) : scores;
    const options = 'thresholds' in rest ? { window, thresholds: rest.thresholds } : { window };
    const volume = volumeUnderSurface(given, labels, options);
    expect(volume.roc).toBeCloseTo(roc, 12);
    expect(volume.pr).toBeCloseTo(pr, 12);
  });

  const series = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.constantFrom(0, 0, 0, 1)), {
    minLength: 4,
    maxLength: 80,
  });
  const anEvent = (rows: readonly (readonly [number, number])[]): void =>
    fc.pre(rows.some(([, label]) => label === 1) && rows.some(([, label]) => label === 0));

  it('depends on the order of the scores only', () => {
    fc.assert(
      fc.property(series, (rows) => {
        anEvent(rows);
        const labels = rows.map(([, label]) => label);
        const volume = volumeUnderSurface(
          rows.map(([score]) => score),
          labels,
          { window: 6 },
        );
        const other = volumeUnderSurface(
          rows.map(([score]) => score ** 3 + 7),
          labels,
          { window: 6 },
        );
        expect(other).toEqual(volume);
      }),
    );
  });

  it('is 1 for scores that are the labels, at any margin', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 0, max: 20 }), (rows, window) => {
        anEvent(rows);
        const labels = rows.map(([, label]) => label);
        expect(volumeUnderSurface(labels, labels, { window }).pr).toBeCloseTo(1, 10);
      }),
    );
  });

  it('lies between 0 and 1', () => {
    fc.assert(
      fc.property(series, (rows) => {
        anEvent(rows);
        const { pr } = volumeUnderSurface(
          rows.map(([score]) => score),
          rows.map(([, label]) => label),
          { window: 8 },
        );
        expect(pr).toBeGreaterThanOrEqual(0);
        expect(pr).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('counts a missing score as the lowest, and has no value where nothing is labelled', () => {
    const labels = [0, 0, 1, 0];
    expect(volumeUnderSurface([Number.NaN, 1, 2, 1], labels)).toEqual(
      volumeUnderSurface([0, 1, 2, 1], labels),
    );
    expect(volumeUnderSurface([1, 2], [0, 0]).pr).toBeNaN();
  });

  it('refuses what does not fit', () => {
    expect(() => volumeUnderSurface([1], [1, 0])).toThrow('there are 1 scores and 2 labels');
    expect(() => volumeUnderSurface([1, 2], [1, 0], { window: -1 })).toThrow(
      'window must be an integer of at least 0',
    );
  });
});
