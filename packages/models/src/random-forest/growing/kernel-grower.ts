import { kernelBytes } from '../../kernels/grow-tree.generated.js';
import { compileKernel, createKernel, createLayout } from '../../kernels/kernel.js';
import { once } from '../../once.js';
import type { Random } from '../../random.js';
import { leaf } from '../../trees/leaf.js';
import { createTreeBuilder } from '../tree-builder.js';
import type { BinnedColumns } from './binning.js';
import type { GrowTree, TreeSettings } from './engine.js';
import { packSample } from './packed-sample.js';

const compiled = once(() => compileKernel(kernelBytes));

interface Functions {
  prepare(...addressesAndSettings: readonly number[]): void;
  growTree(samples: number, count0: number, count1: number, seed: number): number;
}

// Of WebAssembly's 4 GB; larger trainings are grown in JavaScript.
const maximumBytes = 2 ** 31;
const nodeIntegers = 3;
const pendingBytes = 20;
const scratchBytes = 2 ** 13;
const noLimit = 2 ** 30;

/**
 * Grows the same trees as {@link createTreeGrower} in WebAssembly; undefined where that is missing or the rows are too many for it.
 * Every training has a memory of its own, which is freed after it.
 *
 * Cost: about 15 ms for a tree of 20,000 x 20 rows.
 */
export function createKernelGrower(
  columns: BinnedColumns,
  labels: Uint8Array,
  classWeights: readonly [number, number],
  { maxFeatures, maxDepth, minSamplesLeaf }: TreeSettings,
  random: Random,
): GrowTree | undefined {
  const { rows, codes, edges, fineBits, missing } = columns;
  const candidates = [...edges.keys()].filter((column) => edges[column].length > 0);
  const firstEdges = new Int32Array(edges.length + 1);
  for (const [j, { length }] of edges.entries()) firstEdges[j + 1] = firstEdges[j] + length;

  const { place, size } = createLayout(16);
  const places = {
    codes: place(codes.byteLength),
    edges: place(firstEdges[edges.length] * Float64Array.BYTES_PER_ELEMENT),
    firstEdges: place(firstEdges.byteLength),
    fineBits: place(fineBits.byteLength),
    missing: place(missing.byteLength),
    candidates: place(candidates.length * Uint16Array.BYTES_PER_ELEMENT),
    samples: place(rows * Int32Array.BYTES_PER_ELEMENT),
    goingRight: place((rows + 1) * Int32Array.BYTES_PER_ELEMENT),
    pending: place((rows + 2) * pendingBytes),
    nodes: place(2 * rows * nodeIntegers * Int32Array.BYTES_PER_ELEMENT),
    importance: place(edges.length * Float64Array.BYTES_PER_ELEMENT),
    scratch: place(scratchBytes),
  };
  if (size() > maximumBytes) return undefined;
  const kernel = createKernel<Functions>(compiled(), size());
  if (!kernel) return undefined;

  const memory = kernel.memory(size());
  new Uint16Array(memory, places.codes).set(codes);
  for (const [j, values] of edges.entries()) {
    new Float64Array(memory, places.edges + firstEdges[j] * values.BYTES_PER_ELEMENT).set(values);
  }
  new Int32Array(memory, places.firstEdges).set(firstEdges);
  new Uint8Array(memory, places.fineBits).set(fineBits);
  new Uint16Array(memory, places.missing).set(missing);
  new Uint16Array(memory, places.candidates).set(candidates);
  const samples = new Int32Array(memory, places.samples, rows);
  const nodes = new Int32Array(memory, places.nodes, 2 * rows * nodeIntegers);
  const decrease = new Float64Array(memory, places.importance, edges.length);
  const { prepare, growTree } = kernel.functions;
  prepare(
    rows,
    places.codes,
    places.edges,
    places.firstEdges,
    places.fineBits,
    places.missing,
    places.candidates,
    candidates.length,
    places.samples,
    places.goingRight,
    places.pending,
    places.nodes,
    places.importance,
    places.scratch,
    maxFeatures,
    Math.min(maxDepth, noLimit),
    Math.min(minSamplesLeaf, noLimit / 2),
    ...classWeights,
  );
  const builder = createTreeBuilder();

  return (bag, importance) => {
    const counts = [0, 0];
    let drawn = 0;
    for (let i = 0; i < rows; i++) {
      if (bag[i] === 0) continue;
      samples[drawn++] = packSample(i, bag[i], labels[i]);
      counts[labels[i]] += bag[i];
    }
    decrease.set(importance);
    const count = growTree(drawn, counts[0], counts[1], random.integer(2 ** 32));
    importance.set(decrease);
    for (let at = 0; at < count * nodeIntegers; at += nodeIntegers) {
      const column = nodes[at];
      if (column === leaf) {
        const weight1 = nodes[at + 2] * classWeights[1];
        builder.addLeaf(weight1 / (nodes[at + 1] * classWeights[0] + weight1), nodes[at + 1] + nodes[at + 2]);
      } else {
        builder.addSplit(column, edges[column][nodes[at + 1]], nodes[at + 2] === 1);
      }
    }
    return builder.finish();
  };
}
