import { describe, expect, it } from 'vitest';
import { IsolationForestModel } from '../../src/isolation-forest/model.js';
import { RowReservoir } from '../../src/isolation-forest/row-reservoir.js';
import { createRandom } from '../../src/random.js';
import { loadModel } from '../../src/registry.js';

function uniformRows(count: number, from: number, seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => [from + random.uniform(), from + random.uniform()]);
}
const before = uniformRows(500, 0, 1);
const after = uniformRows(500, 5, 2);

describe.each([
  ['of single columns', {}],
  ['of hyperplanes', { extensionLevel: 1 }],
  ['with an out-of-range term', { outOfRange: { minimumRange: 0.1 } }],
])('a forest %s that is renewed', (_, options) => {
  const settings = { nEstimators: 40, maxSamples: 64, ...options };

  it('forgets how things were, tree by tree', async () => {
    const model = await new IsolationForestModel(settings).train(before);
    expect(model.predict(after)).toEqual(new Uint8Array(500).fill(1));
    const scores = [model.scoreRow([5.5, 5.5])];
    for (let round = 0; round < 4; round++) {
      await model.renew(after, { trees: 10 });
      scores.push(model.scoreRow([5.5, 5.5]));
    }
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(model.predict(after).reduce((sum, value) => sum + value, 0)).toBe(50);
    expect(model.predict(before)).toEqual(new Uint8Array(500).fill(1));
  });

  it('keeps the younger trees as they are', async () => {
    const model = await new IsolationForestModel(settings).train(before);
    const pathOf = (row: number[]) => -Math.log2(model.scoreRow(row));
    const [whole, row] = [pathOf([0.5, 0.5]), [0.5, 0.5]];
    await model.renew(before, { trees: 1 });
    // One tree of 40 can move the mean path by at most its depth and leaf, in units of c(64) = 7.5.
    expect(Math.abs(pathOf(row) - whole)).toBeLessThan(15 / 40 / 7.5);
  });

  it('is the same for the same seed, also when saved and loaded in between, and another each time', async () => {
    const train = () => new IsolationForestModel(settings).train(before);
    const [a, b] = [await train(), await train()];
    await a.renew(after, { trees: 40 });
    await b.renew(after, { trees: 40 });
    const first = a.score(after);
    expect(b.score(after)).toEqual(first);
    await a.renew(after, { trees: 40 });
    const again = loadModel(JSON.parse(JSON.stringify(b))) as IsolationForestModel;
    await again.renew(after, { trees: 40 });
    expect(again.score(after)).toEqual(a.score(after));
    expect(a.score(after)).not.toEqual(first);
  });
});

it.each([
  [before, { trees: 0 }, 'INVALID_OPTION'],
  [before, { trees: 11 }, 'INVALID_OPTION'],
  [before, { trees: 2, ...{ rows: 3 } }, 'INVALID_OPTION'],
  [before.slice(0, 20), { trees: 2 }, 'INVALID_DATA'],
  [[[1]], { trees: 2 }, 'INVALID_DATA'],
  [before, { trees: 2, signal: AbortSignal.abort() }, 'ABORTED'],
])('a renewal that cannot be is refused, and the model stays as it was', async (rows, options, code) => {
  const model = await new IsolationForestModel({ nEstimators: 10, maxSamples: 64 }).train(before);
  const scores = model.score(before);
  await expect(model.renew(rows, options)).rejects.toMatchObject({ code });
  expect(model.score(before)).toEqual(scores);
  await expect(new IsolationForestModel().renew(before, { trees: 2 })).rejects.toMatchObject({
    code: 'NOT_TRAINED',
  });
});

describe('a row reservoir', () => {
  it('holds all rows until it is full, then mostly recent ones', () => {
    const reservoir = new RowReservoir({ capacity: 100 });
    expect(reservoir.rows().rows).toBe(0);
    for (let i = 0; i < 60; i++) reservoir.add([i, -i]);
    expect(reservoir.size).toBe(60);
    expect([...reservoir.rows().data.slice(0, 4)]).toEqual([0, -0, 1, -1]);
    for (let i = 60; i < 2000; i++) reservoir.add([i, -i]);
    const { data, rows } = reservoir.rows();
    const ages = Array.from({ length: rows }, (_, i) => 1999 - data[2 * i]);
    const mean = ages.reduce((a, b) => a + b, 0) / rows;
    // The age of a row is geometric with mean 99; the standard error of the mean of 100 is 10.
    expect(rows).toBe(100);
    expect(mean).toBeGreaterThan(60);
    expect(mean).toBeLessThan(140);
  });

  it('refuses a row of another length, and a capacity below 1', () => {
    const reservoir = new RowReservoir();
    reservoir.add([1, 2]);
    expect(() => reservoir.add([1])).toThrow(expect.objectContaining({ code: 'INVALID_DATA' }));
    expect(() => new RowReservoir({ capacity: 0 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
  });
});
