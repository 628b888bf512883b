import { kernelBytes } from '../../kernels/add-trees.generated.js';
import { compileKernel, createKernel, createLayout } from '../../kernels/kernel.js';
import { once } from '../../once.js';
import type { CompiledForest } from './compiled-forest.js';

// As many rows as fit the second-level cache coded: every block reads the whole forest, which does not.
const maximumBlockRows = 4096;
const codesPerBlock = 2 ** 17;
const codeBytes = 2;

/** Larger forests do not move into the kernel's memory, which never shrinks: 2^25 nodes are 400 MB. */
const maximumNodes = 2 ** 25;

interface Functions {
  addTrees(...addressesAndCounts: readonly number[]): void;
}

/** One for the whole process, because every memory reserves gigabytes of address space; each call writes all that it reads. */
const sharedKernel = once(() => createKernel<Functions>(compileKernel(kernelBytes), 1));

/**
 * Adds up the leaf values of many rows without missing values, equal to the reference to the bit; false where the forest is too
 * large or there is no WebAssembly. Cost: 4 us a row for 100 trees of 220 nodes, 7 us for 100 of 4,900, and a copy of the forest.
 */
export function sumRows(forest: CompiledForest, data: Float64Array, sums: Float64Array): boolean {
  const { columns, thresholds, nodes, value, roots } = forest;
  const kernel = nodes.length <= 2 * maximumNodes ? sharedKernel() : undefined;
  if (!kernel) return false;
  const blockRows = Math.max(8, Math.min(maximumBlockRows, Math.floor(codesPerBlock / columns / 8) * 8));
  const lengths = Int32Array.from(thresholds, (edges) => edges.length);
  const { place, size } = createLayout(16);
  // The kernel expects the nodes first.
  const nodesPlace = place(nodes.byteLength);
  const block = place(blockRows * columns * data.BYTES_PER_ELEMENT);
  const edges = place(lengths.reduce((sum, length) => sum + length, 0) * data.BYTES_PER_ELEMENT);
  const counts = place(lengths.byteLength);
  const codes = place(blockRows * columns * codeBytes);
  const values = place(value.byteLength);
  const rootsPlace = place(roots.byteLength);
  const results = place(blockRows * sums.BYTES_PER_ELEMENT);

  const memory = kernel.memory(size());
  let edge = edges;
  for (const column of thresholds) {
    new Float64Array(memory, edge).set(column);
    edge += column.byteLength;
  }
  new Int32Array(memory, counts).set(lengths);
  new Int32Array(memory, nodesPlace).set(nodes);
  new Float32Array(memory, values).set(value);
  new Int32Array(memory, rootsPlace).set(roots);
  const rowsThere = new Float64Array(memory, block, blockRows * columns);
  const sumsThere = new Float64Array(memory, results, blockRows);
  for (let start = 0; start < sums.length; start += blockRows) {
    const rows = Math.min(blockRows, sums.length - start);
    rowsThere.set(data.subarray(start * columns, (start + rows) * columns));
    sumsThere.fill(0);
    kernel.functions.addTrees(
      block,
      Math.ceil(rows / 8) * 8,
      columns,
      edges,
      counts,
      codes,
      values,
      rootsPlace,
      roots.length,
      results,
    );
    sums.set(sumsThere.subarray(0, rows), start);
  }
  return true;
}
