import { compileKernel, createKernel, createLayout } from '../kernels/kernel.js';
import { kernelBytes } from '../kernels/sum-bit-rows.generated.js';
import { once } from '../once.js';
import type { BitForest } from './bit-forest.js';

// Small enough that rows and masks stay in the second-level cache, and that the engine's optimised code, which replaces the
// first one between two calls, comes into use early.
const bytesPerCall = 2 ** 18;
const blockRows = 128;
const vectorBytes = 16;
// A mask per bit of a leaf's code, and the codes of 16 rows.
const leavesBytes = 9 * vectorBytes;

interface Functions {
  sumBitRows(...addressesAndCounts: readonly number[]): void;
}

/** One for the whole process, because every memory reserves gigabytes of address space; each call writes all that it reads. */
const sharedKernel = once(() => createKernel<Functions>(compileKernel(kernelBytes), 1));

/**
 * Sums of many rows' leaf values by the WebAssembly kernel, equal to the reference for rows without missing values; false where
 * WebAssembly or its SIMD is missing. Cost: about 0.5 us a row for 100 trees of 256 rows and 10 columns.
 */
export function sumBitRows(
  forest: BitForest,
  data: Float64Array,
  columns: number,
  sums: Float64Array,
): boolean {
  const kernel = sharedKernel();
  if (!kernel) return false;
  const blocks = Math.floor(bytesPerCall / (blockRows * columns * data.BYTES_PER_ELEMENT));
  const rowsPerCall = blockRows * Math.max(1, Math.min(8, blocks));
  const { place, size } = createLayout(vectorBytes);
  const features = place(forest.features.byteLength);
  const thresholds = place(forest.thresholds.byteLength);
  const program = place(forest.program.byteLength);
  const values = place(forest.values.byteLength);
  const masks = place(forest.splits * vectorBytes);
  const ranks = place((forest.splits + 1) * vectorBytes);
  const reached = place(forest.nodes * vectorBytes);
  const leaves = place(leavesBytes);
  const rows = place(rowsPerCall * columns * data.BYTES_PER_ELEMENT);
  const results = place(rowsPerCall * sums.BYTES_PER_ELEMENT);

  const memory = kernel.memory(size());
  new Int32Array(memory, features).set(forest.features);
  new Float64Array(memory, thresholds).set(forest.thresholds);
  new Uint16Array(memory, program).set(forest.program);
  new Float64Array(memory, values).set(forest.values);
  new Uint8Array(memory, ranks, (forest.splits + 1) * vectorBytes).fill(0);
  const rowsThere = new Float64Array(memory, rows, rowsPerCall * columns);
  const sumsThere = new Float64Array(memory, results, rowsPerCall);
  for (let start = 0; start < sums.length; start += rowsPerCall) {
    const count = Math.min(rowsPerCall, sums.length - start);
    rowsThere.set(data.subarray(start * columns, (start + count) * columns));
    sumsThere.fill(0);
    kernel.functions.sumBitRows(
      rows,
      count,
      columns,
      results,
      features,
      forest.features.length / 4,
      thresholds,
      program,
      values,
      forest.trees,
      masks,
      ranks,
      reached,
      leaves,
    );
    sums.set(sumsThere.subarray(0, count), start);
  }
  return true;
}
