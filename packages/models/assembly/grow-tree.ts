// AssemblyScript: `pnpm build:wasm` compiles it to src/kernels/grow-tree.generated.ts. Grows the same trees as
// src/random-forest/growing/tree-grower.ts, split.ts and bin-counts.ts, which say what is done and why.
//
// One instance grows the trees of one training: `prepare` tells it once where everything stands.
import { seedRandom } from './grow-tree/random';
import { column, findSplit, gain, middleCut, missingSide, toLeft, unknown } from './grow-tree/split';
import {
  classOf,
  codeOf,
  codesOf,
  countOf,
  goingRight,
  importance,
  maxDepth,
  minSamplesLeaf,
  missing,
  nodes,
  pending,
  samples,
  weight0,
  weight1,
} from './grow-tree/training';

export { prepare } from './grow-tree/training';

/**
 * Grows a tree from the packed samples at `samples`. Writes its nodes in preorder, three integers each: column, cut, and where
 * missing values go (1 left); or 65,535 and the leaf's samples of class 0 and 1. Returns how many.
 */
export function growTree(size: i32, count0: i32, count1: i32, seed: u32): i32 {
  seedRandom(seed);
  let top = push(pending, samples, samples + ((<usize>size) << 2), count0, count1, 0);
  let node = nodes;
  for (; top > pending; node += 12) {
    top -= 20;
    const start: usize = load<u32>(top);
    const end: usize = load<u32>(top, 4);
    const total0 = load<i32>(top, 8);
    const total1 = load<i32>(top, 12);
    const depth = load<i32>(top, 16);
    const isPure = total0 === 0 || total1 === 0;
    const canSplit = !isPure && depth < maxDepth && total0 + total1 >= 2 * minSamplesLeaf && end - start > 4;
    if (canSplit) findSplit(start, end, total0, total1);
    if (!canSplit || column < 0) {
      writeNode(node, 0xffff, total0, total1);
      continue;
    }
    const cut = middleCut();
    const middle = partition(start, end, cut);
    const missingLeft =
      missingSide === unknown ? 2 * (left0 + left1) >= total0 + total1 : missingSide === toLeft;
    writeNode(node, column, cut, <i32>missingLeft);
    const credit = importance + ((<usize>column) << 3);
    const decrease = (2 * gain) / (<f64>total0 * weight0 + <f64>total1 * weight1);
    store<f64>(credit, load<f64>(credit) + decrease);
    top = push(top, middle, end, total0 - left0, total1 - left1, depth + 1);
    top = push(top, start, middle, left0, left1, depth + 1);
  }
  return <i32>((node - nodes) / 12);
}

function writeNode(node: usize, first: i32, second: i32, third: i32): void {
  store<i32>(node, first);
  store<i32>(node, second, 4);
  store<i32>(node, third, 8);
}

function push(top: usize, from: usize, to: usize, count0: i32, count1: i32, depth: i32): usize {
  store<u32>(top, from);
  store<u32>(top, to, 4);
  store<i32>(top, count0, 8);
  store<i32>(top, count1, 12);
  store<i32>(top, depth, 16);
  return top + 20;
}

// Samples of class 0 and 1 on the left side of the last split.
let left0: i32;
let left1: i32;

/** Moves the samples that go left to the front, in order; counts them, and returns where the others begin. */
function partition(start: usize, end: usize, cut: i32): usize {
  const columnCodes = codesOf(column);
  const moved: i32 = missingSide === toLeft ? <i32>load<u16>(missing + ((<usize>column) << 1)) : -1;
  let middle = start;
  let others = goingRight;
  let on0 = 0;
  let on1 = 0;
  for (let at = start; at < end; at += 4) {
    const sample = load<u32>(at);
    const code = codeOf(columnCodes, sample);
    const right = <i32>(code > cut) & <i32>(code !== moved);
    store<u32>(others, sample);
    store<u32>(middle, sample);
    others += (<usize>right) << 2;
    middle += (<usize>(1 - right)) << 2;
    const counted = countOf(sample) & (right - 1);
    const of1 = counted & -classOf(sample);
    on1 += of1;
    on0 += counted - of1;
  }
  memory.copy(middle, goingRight, others - goingRight);
  left0 = on0;
  left1 = on1;
  return middle;
}
