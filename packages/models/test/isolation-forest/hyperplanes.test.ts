import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkForest } from '../../src/isolation-forest/forest.js';
import { growForest } from '../../src/isolation-forest/growing/grow-forest.js';
import { IsolationForestModel } from '../../src/isolation-forest/model.js';
import { ForestWalk } from '../../src/isolation-forest/scoring/forest-walk.js';
import { hyperplaneSplits } from '../../src/isolation-forest/scoring/hyperplane-splits.js';
import type { Matrix } from '../../src/matrix.js';
import { createFitContext } from '../../src/model/training.js';
import { createRandom } from '../../src/random.js';
import { loadModel } from '../../src/registry.js';
import { modelChecks } from '../../src/testing/check-model.js';

const random = createRandom(21);
/** Two columns that move together: neither value of [0.9, 0.1] is unusual, both together are. */
const diagonal = Array.from({ length: 1000 }, () => {
  const common = random.uniform();
  return [common, common + 0.05 * random.uniform(), random.uniform()];
});

describe('an isolation forest with hyperplane splits', () => {
  for (const check of modelChecks()) {
    it(check.name, () => check.run(() => new IsolationForestModel({ seed: 1, extensionLevel: 1 })));
  }

  it('finds what is unusual only as a combination', async () => {
    const unusual = [0.85, 0.15, 0.5];
    const rankOf = async (extensionLevel: number) => {
      const model = await new IsolationForestModel({ extensionLevel }).train(diagonal);
      const score = model.scoreRow(unusual);
      return model.score(diagonal).filter((other) => other >= score).length;
    };
    expect(await rankOf(1)).toBeLessThan(await rankOf(0));
    expect(await rankOf(1)).toBeLessThan(40);
  });

  it('does not care about the units of columns', async () => {
    const scaled = diagonal.map(([a, b, c]) => [a, 1024 * b, c / 1024]);
    const plain = await new IsolationForestModel({ extensionLevel: 2 }).train(diagonal);
    const other = await new IsolationForestModel({ extensionLevel: 2 }).train(scaled);
    expect(other.score(scaled)).toEqual(plain.score(diagonal));
  });

  it('attributes to features exactly what lies between the average path and the path of the row', async () => {
    const value = fc.oneof(
      fc.double({ min: -100, max: 100, noNaN: true }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE),
    );
    const training: Matrix = { data: Float64Array.from(diagonal.flat()), rows: 1000, columns: 3 };
    const settings = { trees: 10, subsample: 64, terms: 3, random: createRandom(5) };
    const nodes = await growForest(training, settings, createFitContext([], undefined, {}));
    const forest = linkForest({ subsample: 64, trees: 10, renewals: 0, ...nodes });
    if (!nodes.hyperplanes) throw new Error('these trees split by hyperplanes');
    const walk = new ForestWalk(forest, hyperplaneSplits(forest, nodes.hyperplanes));
    const average = forest.roots.reduce((sum, root) => sum + forest.pathLength[root], 0);
    fc.assert(
      fc.property(fc.tuple(value, value, value), (row) => {
        const contributions = new Float64Array(3);
        walk.addContributions(row, contributions);
        const saved = average - walk.sumPathLengths(row, 0);
        expect(contributions.reduce((a, b) => a + b, 0)).toBeCloseTo(saved, 8);
      }),
      { numRuns: 300 },
    );
  });

  it('survives saving and loading, and refuses damaged hyperplanes', async () => {
    const model = await new IsolationForestModel({ extensionLevel: 1, nEstimators: 10 }).train(diagonal);
    const saved = JSON.parse(JSON.stringify(model));
    expect(loadModel(saved).score(diagonal)).toEqual(model.score(diagonal));
    const { hyperplanes } = saved.state;
    for (const damage of [
      7,
      { ...hyperplanes, terms: 0 },
      { ...hyperplanes, terms: 3 },
      { ...hyperplanes, column: hyperplanes.weight },
      { ...hyperplanes, weight: { Float64Array: btoa('\0'.repeat(8)) } },
      {
        ...hyperplanes,
        weight: { Float64Array: btoa('\0'.repeat(atob(hyperplanes.weight.Float64Array).length)) },
      },
      {
        ...hyperplanes,
        column: { Uint16Array: btoa('\xff'.repeat(atob(hyperplanes.column.Uint16Array).length)) },
      },
      { ...hyperplanes, center: { Float64Array: btoa('\xff'.repeat(24)) } },
    ]) {
      expect(() => loadModel({ ...saved, state: { ...saved.state, hyperplanes: damage } })).toThrow(
        expect.objectContaining({ code: 'INVALID_MODEL' }),
      );
    }
  });

  it('needs as many columns as a split has', async () => {
    await expect(new IsolationForestModel({ extensionLevel: 3 }).train(diagonal)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: 'extensionLevel 3 needs at least 4 columns; the rows have 3',
    });
  });

  it('learns from rows with missing values, constant columns and huge values', async () => {
    const rows = diagonal.map(([a, b], i) => [
      a,
      i % 4 === 0 ? Number.NaN : b,
      7,
      Number.MAX_VALUE * (a - 0.5),
    ]);
    const model = await new IsolationForestModel({ extensionLevel: 3 }).train(rows);
    expect(model.score(rows).every(Number.isFinite)).toBe(true);
    expect(model.predict(rows).reduce((sum, value) => sum + value, 0)).toBeGreaterThan(20);
  });
});
