import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random.js';
import { binColumns, edgesBelow, maximumBins } from '../../src/random-forest/growing/binning.js';
import { createKernelGrower } from '../../src/random-forest/growing/kernel-grower.js';
import { createTreeGrower } from '../../src/random-forest/growing/tree-grower.js';
import { packTrees, unpackTrees } from '../../src/random-forest/packed-trees.js';
import { compileForest } from '../../src/random-forest/scoring/compiled-forest.js';
import { createForestScorer } from '../../src/random-forest/scoring/scorer.js';
import { sumRows } from '../../src/random-forest/scoring/sum-rows.js';
import { createBootstrap } from '../../src/random-forest/training/bootstrap.js';
import { findLeaf, sumValues, type Tree } from '../../src/random-forest/tree.js';
import { leaf } from '../../src/trees/leaf.js';

const value = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, Number.NaN),
);
const table = fc
  .record({ columns: fc.integer({ min: 1, max: 5 }), rows: fc.integer({ min: 2, max: 120 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      data: fc.array(value, { minLength: rows * columns, maxLength: rows * columns }),
      labels: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: rows, maxLength: rows }),
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      trees: fc.integer({ min: 1, max: 9 }),
      minSamplesLeaf: fc.integer({ min: 1, max: 4 }),
      maxDepth: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(Number.POSITIVE_INFINITY)),
      seed: fc.integer(),
    }),
  );
type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

function grow(
  input: Table,
  createGrower: typeof createKernelGrower = createTreeGrower,
  importance = new Float64Array(input.columns),
): Tree[] {
  const matrix = { data: Float64Array.from(input.data), rows: input.rows, columns: input.columns };
  const labels = Uint8Array.from(input.labels);
  const random = createRandom(input.seed);
  const settings = { maxFeatures: 2, maxDepth: input.maxDepth, minSamplesLeaf: input.minSamplesLeaf };
  const growTree = createGrower(binColumns(matrix), labels, [1, 1.5], settings, random);
  if (!growTree) throw new Error('no WebAssembly');
  const drawBag = createBootstrap(labels, random);
  return Array.from({ length: input.trees }, () => growTree(drawBag(), importance));
}

describe('a grown forest', () => {
  it('scores alike by every path, to the bit: at thresholds, beyond all values and where values are missing', () => {
    fc.assert(
      fc.property(table, (input) => {
        const trees = grow(input);
        const packed = packTrees(trees, input.columns);
        if (!packed) throw new Error('not packed');
        const values = [
          ...input.data,
          ...packed.threshold,
          Number.POSITIVE_INFINITY,
          Number.NEGATIVE_INFINITY,
        ];
        const rows = Math.floor(values.length / input.columns);
        const matrix = {
          data: Float64Array.from(values.slice(0, rows * input.columns)),
          rows,
          columns: input.columns,
        };
        const unpacked = unpackTrees(packed);
        const state = { forest: packed, calibrator: null, importance: new Float64Array(input.columns) };
        const scorer = createForestScorer(state, input.columns);
        const scores = scorer.score(matrix);
        const sums = new Float64Array(rows);
        expect(sumRows(compileForest(packed), matrix.data, sums)).toBe(true);
        for (let i = 0; i < rows; i++) {
          const row = matrix.data.subarray(i * input.columns, (i + 1) * input.columns);
          const reference = sumValues(unpacked, row, 0);
          if (!row.some(Number.isNaN)) expect(sums[i]).toBe(reference);
          expect(scores[i]).toBe(reference / unpacked.length);
          expect(scorer.scoreRow?.(row)).toBe(scores[i]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is the same in WebAssembly as by the reference, to the bit', () => {
    fc.assert(
      fc.property(table, (input) => {
        const decreases = [new Float64Array(input.columns), new Float64Array(input.columns)];
        const trees = grow(input, createKernelGrower, decreases[0]);
        expect(trees).toEqual(grow(input, createTreeGrower, decreases[1]));
        expect(decreases[0]).toEqual(decreases[1]);
      }),
      { numRuns: 300 },
    );
    // Large enough for coarse bins, and for more values than bins.
    const random = createRandom(6);
    const rows = 12_000;
    const data = Array.from({ length: 4 * rows }, (_, i) =>
      i % 4 === 0 && random.uniform() < 0.1
        ? Number.NaN
        : Math.round(random.uniform() ** 2 * 10 ** (1 + 2 * (i % 4))),
    );
    const labels = Array.from({ length: rows }, (_, i) => Number(data[4 * i + 2] % 3 > random.uniform()));
    for (const minSamplesLeaf of [1, 5]) {
      const input = {
        ...{ data, labels, rows, columns: 4, trees: 2 },
        ...{ minSamplesLeaf, maxDepth: Number.POSITIVE_INFINITY, seed: 1 },
      };
      expect(grow(input, createKernelGrower)).toEqual(grow(input));
    }
  });

  it('is the same after packing and unpacking, but for the precision of leaf values', () => {
    fc.assert(
      fc.property(table, (input) => {
        const trees = grow(input);
        const packed = packTrees(trees, input.columns);
        const again = packed && unpackTrees(packed);
        trees.forEach((tree, t) => {
          expect(again?.[t].feature).toEqual(tree.feature);
          expect(again?.[t].threshold).toEqual(tree.threshold);
          expect(again?.[t].right).toEqual(tree.right);
          expect(again?.[t].missingLeft).toEqual(tree.missingLeft);
          tree.value.forEach((leafValue, node) => {
            expect(again?.[t].value[node]).toBeCloseTo(leafValue, 6);
          });
        });
      }),
      { numRuns: 100 },
    );
  });

  it('attributes to columns exactly what lies between the average value and the value of the row', () => {
    fc.assert(
      fc.property(table, fc.array(value, { minLength: 5, maxLength: 5 }), (input, values) => {
        const packed = packTrees(grow(input), input.columns);
        if (!packed) throw new Error('not packed');
        const trees = unpackTrees(packed);
        const state = { forest: packed, calibrator: null, importance: new Float64Array(input.columns) };
        const row = Float64Array.from(values.slice(0, input.columns));
        const credits = createForestScorer(state, input.columns).explain?.(row) ?? [];
        const average = trees.reduce((sum, tree) => sum + tree.value[0], 0);
        const change = (sumValues(trees, row, 0) - average) / trees.length;
        expect(Array.from(credits).reduce((a, b) => a + b, 0)).toBeCloseTo(change, 9);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps to the depth and to the samples per leaf it was told', () => {
    fc.assert(
      fc.property(table, (input) => {
        for (const tree of grow(input)) {
          const depth = depths(tree);
          tree.feature.forEach((column, node) => {
            expect(depth[node]).toBeLessThanOrEqual(input.maxDepth);
            if (column === leaf && node > 0) {
              expect(tree.count[node]).toBeGreaterThanOrEqual(input.minSamplesLeaf);
            }
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('fits its bag perfectly when rows differ and nothing limits it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 300 }),
        fc.integer(),
        (values, seed) => {
          const random = createRandom(seed);
          const labels = Uint8Array.from(values, () => random.integer(2));
          const matrix = { data: Float64Array.from(values), rows: values.length, columns: 1 };
          const settings = { maxFeatures: 1, maxDepth: Number.POSITIVE_INFINITY, minSamplesLeaf: 1 };
          const bag = createBootstrap(labels, random)();
          const growTree = createTreeGrower(binColumns(matrix), labels, [1, 1], settings, random);
          const tree = growTree(bag, new Float64Array(1));
          bag.forEach((count, i) => {
            if (count > 0) expect(tree.value[findLeaf(tree, matrix.data, i)]).toBe(labels[i]);
          });
        },
      ),
      { numRuns: 100 },
    );
  });
});

function depths({ feature, right }: Tree): Uint32Array {
  const depth = new Uint32Array(feature.length);
  feature.forEach((column, node) => {
    if (column !== leaf) depth[node + 1] = depth[right[node]] = depth[node] + 1;
  });
  return depth;
}

it('tells the missing values of a large column of all different values from the present ones', () => {
  const random = createRandom(8);
  for (const rows of [maximumBins + 1, 20_000]) {
    const missing = (i: number): boolean => i % 9 === 4;
    const data = Float64Array.from({ length: rows }, (_, i) => (missing(i) ? Number.NaN : random.uniform()));
    const labels = Uint8Array.from(data, (x) => (Number.isNaN(x) || (x > 0.3 && x < 0.301) ? 1 : 0));
    const settings = { maxFeatures: 1, maxDepth: Number.POSITIVE_INFINITY, minSamplesLeaf: 1 };
    const bag = createBootstrap(labels, random)();
    const growTree = createTreeGrower(
      binColumns({ data, rows, columns: 1 }),
      labels,
      [1, 1],
      settings,
      random,
    );
    const tree = growTree(bag, new Float64Array(1));
    expect(tree.value[findLeaf(tree, [Number.NaN], 0)]).toBe(1);
    const wrong = bag.filter((count, i) => count > 0 && tree.value[findLeaf(tree, data, i)] !== labels[i]);
    expect(wrong.length / rows).toBeLessThan(0.001);
  }
});

describe('binning', () => {
  it('finds the number of edges below a value', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.double({ noNaN: true })), fc.double({ noNaN: true }), (edges, x) => {
        const sorted = Float64Array.from(edges).sort();
        for (const probe of [x, ...edges]) {
          expect(edgesBelow(sorted, probe)).toBe(sorted.filter((edge) => edge < probe).length);
        }
      }),
    );
  });

  it('keeps every distinct value apart up to 4,096 of them, and the order beyond', () => {
    for (const rows of [10, maximumBins, 20_000]) {
      const random = createRandom(rows);
      const data = Float64Array.from({ length: rows }, () => random.uniform() ** -3);
      const { codes, edges } = binColumns({ data, rows, columns: 1 });
      const order = [...data.keys()].sort((a, b) => data[a] - data[b]);
      expect(edges[0].length).toBeLessThan(maximumBins);
      expect(new Set(codes).size).toBe(edges[0].length + 1);
      if (rows <= maximumBins) expect(new Set(codes).size).toBe(rows);
      for (let i = 1; i < rows; i++) expect(codes[order[i]]).toBeGreaterThanOrEqual(codes[order[i - 1]]);
    }
  });
});
