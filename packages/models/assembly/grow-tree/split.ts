// Finds the best split of a node, as src/random-forest/growing/split.ts does.
import { binAt, countBySorting, countCoarse, countFine, smallNode } from './bin-counts';
import { next } from './random';
import {
  candidateCount,
  candidates,
  codesOf,
  edges,
  fineBits,
  firstEdges,
  maxFeatures,
  minSamplesLeaf,
  missing,
  weight0,
  weight1,
} from './training';

// Where missing values go; unknown where the node has none.
export const unknown: i32 = 0;
export const toLeft: i32 = 1;
export const toRight: i32 = 2;

/** Column of the best split; -1 when there is none. */
export let column: i32;
/** Decrease of impurity, unscaled. */
export let gain: f64;
/** Where the best split sends missing values. */
export let missingSide: i32;

// The node being split, and the best cut so far.
let start: usize;
let end: usize;
let total0: i32;
let total1: i32;
let isFine: bool;
let codeBelow: i32;
let codeAbove: i32;
let before0: i32;
let before1: i32;

/** Searches the best split of the samples [from, to), `count0` and `count1` of each class; `column` says whether there is one. */
export function findSplit(from: usize, to: usize, count0: i32, count1: i32): void {
  start = from;
  end = to;
  total0 = count0;
  total1 = count1;
  column = -1;
  gain = -1;
  tryColumns();
  if (column < 0 || isFine) return;
  const bits: i32 = load<u8>(fineBits + <usize>column);
  const bins = countFine(start, end, codesOf(column), bits, codeBelow, codeAbove);
  gain = -1;
  scan(column, bins - 1, before0, before1, missingSide, true);
}

/** Tries the cut above each of the first bins, with so many samples on the left from the start. */
function scan(tried: i32, bins: i32, left0: i32, left1: i32, side: i32, fine: bool): void {
  const total = total0 + total1;
  const weightOf1 = <f64>total1 * weight1;
  const weight = <f64>total0 * weight0 + weightOf1;
  let below0 = left0;
  let below1 = left1;
  let cut = -1;
  for (let bin = 0; bin < bins; bin++) {
    const at = binAt(bin);
    below0 += load<i32>(at, 4);
    below1 += load<i32>(at, 8);
    const left = <f64>below0 * weight0 + <f64>below1 * weight1;
    const excess = <f64>below1 * weight1 * weight - weightOf1 * left;
    const candidate = (excess * excess) / (left * (weight - left));
    if (candidate <= gain) continue;
    const count = below0 + below1;
    if (count < minSamplesLeaf || total - count < minSamplesLeaf) continue;
    gain = candidate;
    cut = bin;
    before0 = below0 - load<i32>(at, 4);
    before1 = below1 - load<i32>(at, 8);
  }
  if (cut < 0) return;
  column = tried;
  missingSide = side;
  isFine = fine;
  codeBelow = load<i32>(binAt(cut));
  codeAbove = load<i32>(binAt(cut + 1));
}

/** Tries every cut of a column; false when the column is constant in this node. */
function tryColumn(tried: i32): bool {
  const columnCodes = codesOf(tried);
  const bits: i32 = load<u8>(fineBits + <usize>tried);
  const small = <i32>((end - start) >> 2) <= smallNode;
  let fine = small || bits === 0;
  let count = small ? countBySorting(start, end, columnCodes) : countCoarse(start, end, columnCodes, bits);
  if (count === 1 && !fine) {
    const only = load<i32>(binAt(0));
    count = countFine(start, end, columnCodes, bits, only, only);
    fine = true;
  }
  if (count < 2) return false;
  const last = count - 1;
  const missingCode: i32 = load<u16>(missing + ((<usize>tried) << 1));
  if (missingCode === 0 || load<i32>(binAt(last)) !== (fine ? missingCode : missingCode >>> bits)) {
    scan(tried, last, 0, 0, unknown, fine);
    return true;
  }
  const missing0 = load<i32>(binAt(last), 4);
  const missing1 = load<i32>(binAt(last), 8);
  scan(tried, last, 0, 0, toRight, fine);
  scan(tried, last - 1, missing0, missing1, toLeft, fine);
  return true;
}

/** Tries columns in random order until enough are tried and one of them was not constant. */
function tryColumns(): void {
  const perfect = <f64>total0 * weight0 * <f64>total1 * weight1 * (1 - 1e-9);
  let useful = false;
  for (let left = candidateCount; left > 0; left--) {
    if (useful && candidateCount - left >= maxFeatures) return;
    const pick = candidates + ((<usize>((<u64>next() * <u64>left) >> 32)) << 1);
    const lastPlace = candidates + ((<usize>(left - 1)) << 1);
    const tried = load<u16>(pick);
    store<u16>(pick, load<u16>(lastPlace));
    store<u16>(lastPlace, tried);
    if (tryColumn(tried)) useful = true;
    if (gain >= perfect) return;
  }
}

/** The edge nearest to the middle of the gap between the codes. */
export function middleCut(): i32 {
  const first = load<i32>(firstEdges + ((<usize>column) << 2));
  const length = load<i32>(firstEdges + ((<usize>column) << 2), 4) - first;
  const columnEdges = edges + ((<usize>first) << 3);
  const last = min(codeAbove, length) - 1;
  const middle =
    load<f64>(columnEdges + ((<usize>codeBelow) << 3)) / 2 +
    load<f64>(columnEdges + ((<usize>last) << 3)) / 2;
  let low = codeBelow;
  let high = last;
  while (low < high) {
    const half = (low + high) >> 1;
    if (load<f64>(columnEdges + ((<usize>half) << 3)) < middle) low = half + 1;
    else high = half;
  }
  return low;
}
