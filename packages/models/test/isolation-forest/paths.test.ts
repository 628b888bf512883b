import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LinkedForest, linkForest } from '../../src/isolation-forest/forest.js';
import { growForest } from '../../src/isolation-forest/growing/grow-forest.js';
import { axisSplits, ForestWalk } from '../../src/isolation-forest/scoring/forest-walk.js';
import {
  addLeafContributions,
  tabulateContributions,
} from '../../src/isolation-forest/scoring/leaf-contributions.js';
import {
  type PaddedForest,
  padForest as padWhenSmall,
  reachLeaves,
  sumPaddedRows,
} from '../../src/isolation-forest/scoring/padded-forest.js';
import { createFitContext } from '../../src/model/training.js';
import { createRandom } from '../../src/random.js';
import { compileBitForest } from '../../src/trees/bit-forest.js';
import { sumBitRows } from '../../src/trees/sum-bit-rows.js';

const value = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE),
);
const table = fc
  .record({ columns: fc.integer({ min: 1, max: 5 }), rows: fc.integer({ min: 1, max: 70 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      data: fc.array(value, { minLength: rows * columns, maxLength: rows * columns }),
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      trees: fc.integer({ min: 1, max: 11 }),
      maxSamples: fc.integer({ min: 1, max: 80 }),
      seed: fc.integer(),
    }),
  );

async function grow(input: typeof table extends fc.Arbitrary<infer T> ? T : never): Promise<LinkedForest> {
  const matrix = { data: Float64Array.from(input.data), rows: input.rows, columns: input.columns };
  const subsample = Math.min(input.maxSamples, input.rows);
  const settings = { trees: input.trees, subsample, terms: 1, random: createRandom(input.seed) };
  const nodes = await growForest(matrix, settings, createFitContext([], undefined, {}));
  return linkForest({ subsample, trees: input.trees, renewals: 0, ...nodes });
}

function walkOf(forest: LinkedForest): ForestWalk {
  return new ForestWalk(forest, axisSplits(forest));
}

function padForest(forest: LinkedForest): PaddedForest {
  const padded = padWhenSmall(forest);
  if (!padded) throw new Error('this forest is small enough to pad');
  return padded;
}

describe('a fitted forest', () => {
  it('scores alike by every path and by the reference, to the bit, at thresholds and beyond all values', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (input) => {
        const forest = await grow(input);
        const padded = padForest(forest);
        const walk = walkOf(forest);
        const rows = [...input.data, ...forest.threshold, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
        const count = Math.floor(rows.length / input.columns);
        const data = Float64Array.from(rows.slice(0, count * input.columns));
        const sums = new Float64Array(count);
        sumPaddedRows(padded, data, input.columns, sums);
        const bitSums = new Float64Array(count);
        const bits = compileBitForest({ ...forest, value: forest.pathLength });
        expect(bits && sumBitRows(bits, data, input.columns, bitSums)).toBe(true);
        expect(bitSums).toEqual(sums);
        const reached = new Int32Array(input.trees);
        for (let i = 0; i < count; i++) {
          const offset = i * input.columns;
          const reference = walk.sumPathLengths(data, offset);
          expect(sums[i]).toBe(reference);
          reachLeaves(padded, data.subarray(offset, offset + input.columns), reached);
          expect(reached.reduce((sum, leaf) => sum + padded.pathLength[leaf], 0)).toBe(reference);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('attributes to features exactly what lies between the average path and the path of the row, missing values included', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.array(fc.oneof(value, fc.constant(Number.NaN)), { minLength: 5, maxLength: 5 }),
        async (input, row) => {
          const forest = await grow(input);
          const walk = walkOf(forest);
          const contributions = new Float64Array(input.columns);
          walk.addContributions(row, contributions);
          const average = forest.roots.reduce((sum, root) => sum + forest.pathLength[root], 0);
          const saved = average - walk.sumPathLengths(row, 0);
          expect(contributions.reduce((a, b) => a + b, 0)).toBeCloseTo(saved, 8);

          const complete = Float64Array.from(row, (x) => (Number.isNaN(x) ? 0 : x));
          const walked = new Float64Array(input.columns);
          walk.addContributions(complete, walked);
          const padded = padForest(forest);
          const table = tabulateContributions(forest, padded, input.columns);
          const reached = new Int32Array(input.trees);
          const looked = new Float64Array(input.columns);
          reachLeaves(padded, complete, reached);
          if (!table) throw new Error('this forest is small enough to tabulate');
          addLeafContributions(table, reached, looked);
          walked.forEach((contribution, j) => {
            expect(looked[j]).toBeCloseTo(contribution, 8);
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('grows every tree from distinct rows, within the depth limit, and never splits a constant column', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (input) => {
        const forest = await grow(input);
        const subsample = Math.min(input.maxSamples, input.rows);
        for (const root of forest.roots) expect(forest.count[root]).toBe(subsample);
        expect(forest.depth).toBeLessThanOrEqual(Math.ceil(Math.log2(Math.max(2, subsample))));
        forest.feature.forEach((column) => {
          if (column === 0xffff) return;
          const values = input.data.filter((_, i) => i % input.columns === column);
          expect(Math.max(...values)).toBeGreaterThan(Math.min(...values));
        });
      }),
      { numRuns: 100 },
    );
  });
});

it('a missing value takes both branches, weighted by the training samples behind each', () => {
  // One tree: the root splits 4 samples at 0 into 1 (left) and 3 (right).
  const forest = linkForest({
    subsample: 4,
    trees: 1,
    renewals: 0,
    feature: Uint16Array.of(0, 0xffff, 0xffff),
    threshold: Float64Array.of(0, 0, 0),
    count: Uint32Array.of(4, 1, 3),
  });
  const walk = walkOf(forest);
  const left = 1;
  const right = 1 + 5 / 3; // depth 1 and c(3) = 5/3
  expect(walk.sumPathLengths([-1], 0)).toBe(left);
  expect(walk.sumPathLengths([1], 0)).toBeCloseTo(right, 12);
  expect(walk.sumPathLengths([Number.NaN], 0)).toBeCloseTo((left + 3 * right) / 4, 12);
});
