// AssemblyScript. `npm run build:wasm` compiles it to src/random-forest/grow-tree-bytes.generated.ts. Grows the same trees as
// src/random-forest/grow.ts, split.ts and bin-counts.ts, which say what is done and why; here is the same in one piece, for speed.
//
// One instance grows the trees of one training: `prepare` tells it once where everything stands.

const smallNode: i32 = 40;

let rows: i32;
let codes: usize;
let edges: usize;
let firstEdges: usize;
let fineBits: usize;
let missing: usize;
let candidates: usize;
let candidateCount: i32;
let samples: usize;
let goingRight: usize;
let pending: usize;
let nodes: usize;
let importance: usize;
let scratch: usize;
let maxFeatures: i32;
let maxDepth: i32;
let minSamplesLeaf: i32;
let weight0: f64;
let weight1: f64;

/** Where arrays stand: see {@link ../src/random-forest/grow-fast.ts}. */
export function prepare(
  rowCount: i32,
  codesAt: usize,
  edgesAt: usize,
  firstEdgesAt: usize,
  fineBitsAt: usize,
  missingAt: usize,
  candidatesAt: usize,
  candidatesThere: i32,
  samplesAt: usize,
  goingRightAt: usize,
  pendingAt: usize,
  nodesAt: usize,
  importanceAt: usize,
  scratchAt: usize,
  featuresTried: i32,
  deepest: i32,
  leastSamples: i32,
  classWeight0: f64,
  classWeight1: f64,
): void {
  rows = rowCount;
  codes = codesAt;
  edges = edgesAt;
  firstEdges = firstEdgesAt;
  fineBits = fineBitsAt;
  missing = missingAt;
  candidates = candidatesAt;
  candidateCount = candidatesThere;
  samples = samplesAt;
  goingRight = goingRightAt;
  pending = pendingAt;
  nodes = nodesAt;
  importance = importanceAt;
  scratch = scratchAt;
  maxFeatures = featuresTried;
  maxDepth = deepest;
  minSamplesLeaf = leastSamples;
  weight0 = classWeight0;
  weight1 = classWeight1;
}

// The random numbers of src/random.ts.
let a: u32;
let b: u32;
let c: u32;
let counter: u32;

function next(): u32 {
  const result = a + b + counter;
  counter++;
  a = b ^ (b >>> 9);
  b = c + (c << 3);
  c = ((c << 21) | (c >>> 11)) + result;
  return result;
}

function seedRandom(seed: u32): void {
  a = 0x9e3779b9;
  b = 0x243f6a88;
  c = seed;
  counter = 1;
  for (let i = 0; i < 15; i++) next();
}

// A packed sample: see src/random-forest/bootstrap.ts.
function codeOf(columnCodes: usize, sample: u32): i32 {
  return load<u16>(columnCodes + ((<usize>(sample & 0xffffff)) << 1));
}
function classOf(sample: u32): i32 {
  return (sample >>> 24) & 1;
}
function countOf(sample: u32): i32 {
  return sample >>> 25;
}

// The node in hand, and the best cut so far.
let start: usize;
let end: usize;
let total0: i32;
let total1: i32;
let gain: f64;
let column: i32;
let missingSide: i32;
let isFine: bool;
let codeBelow: i32;
let codeAbove: i32;
let before0: i32;
let before1: i32;

// Occupied bins, ascending: code, samples of class 0 and 1. After them the histogram: samples of class 0 and 1 per slot.
const binBytes: usize = 12;
const maximumSlots: usize = 260;
function binAt(bin: i32): usize {
  return scratch + <usize>bin * binBytes;
}
function slotAt(slot: i32): usize {
  return scratch + maximumSlots * binBytes + ((<usize>slot) << 3);
}

/** Moves the histogram's slots [from, to) to the end of the list. */
function takeOccupied(listed: i32, from: i32, to: i32, base: i32): i32 {
  let bin = binAt(listed);
  const last = slotAt(to);
  let code = base + from;
  for (let slot = slotAt(from); slot < last; slot += 8) {
    const both = load<u64>(slot);
    store<u64>(slot, 0);
    // Written in any case, kept if occupied.
    store<i32>(bin, code++);
    store<u64>(bin, both, 4);
    bin += binBytes & -(<usize>(both !== 0));
  }
  return <i32>((bin - scratch) / binBytes);
}

function countSample(slot: i32, sample: u32): void {
  const place = slotAt(slot) + ((<usize>classOf(sample)) << 2);
  store<i32>(place, load<i32>(place) + countOf(sample));
}

function countCoarse(columnCodes: usize, bits: i32): i32 {
  let highest = 0;
  for (let at = start; at < end; at += 4) {
    const sample = load<u32>(at);
    const slot = codeOf(columnCodes, sample) >>> bits;
    countSample(slot, sample);
    highest = max(highest, slot);
  }
  return takeOccupied(0, 0, highest + 1, 0);
}

function countFine(columnCodes: usize, bits: i32, lower: i32, upper: i32): i32 {
  const width = 1 << bits;
  for (let at = start; at < end; at += 4) {
    const sample = load<u32>(at);
    const code = codeOf(columnCodes, sample);
    const coarse = code >>> bits;
    if (coarse !== lower && coarse !== upper) continue;
    countSample((code & (width - 1)) + (coarse === lower ? 0 : width), sample);
  }
  const count = takeOccupied(0, 0, width, lower << bits);
  return lower === upper ? count : takeOccupied(count, width, 2 * width, (upper << bits) - width);
}

function countBySorting(columnCodes: usize): i32 {
  const keys = slotAt(0);
  let last = keys;
  for (let at = start; at < end; at += 4, last += 4) {
    const sample = load<u32>(at);
    const key = (codeOf(columnCodes, sample) << 8) | (countOf(sample) << 1) | classOf(sample);
    let place = last;
    for (; place > keys; place -= 4) {
      const other = load<i32>(place - 4);
      if (other <= key) break;
      store<i32>(place, other);
    }
    store<i32>(place, key);
  }
  let bin = scratch - binBytes;
  let previous = -1;
  for (let at = keys; at < last; at += 4) {
    const key = load<i32>(at);
    store<i32>(at, 0);
    if (key >> 8 !== previous) {
      previous = key >> 8;
      bin += binBytes;
      store<i32>(bin, previous);
      store<u64>(bin, 0, 4);
    }
    const place = bin + ((<usize>(key & 1)) << 2);
    store<i32>(place, load<i32>(place, 4) + ((key >> 1) & 127), 4);
  }
  return <i32>((bin + binBytes - scratch) / binBytes);
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

// Where missing values go.
const unknown: i32 = 0;
const toLeft: i32 = 1;
const toRight: i32 = 2;

function codesOf(tried: i32): usize {
  return codes + ((<usize>tried * <usize>rows) << 1);
}

function tryColumn(tried: i32): bool {
  const columnCodes = codesOf(tried);
  const bits: i32 = load<u8>(fineBits + <usize>tried);
  const small = <i32>((end - start) >> 2) <= smallNode;
  let fine = small || bits === 0;
  let count = small ? countBySorting(columnCodes) : countCoarse(columnCodes, bits);
  if (count === 1 && !fine) {
    const only = load<i32>(scratch);
    count = countFine(columnCodes, bits, only, only);
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
function middleCut(): i32 {
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

let left0: i32;
let left1: i32;

/** Moves the samples that go left to the front, in order; counts them, and returns where the others begin. */
function partition(cut: i32): usize {
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

function push(top: usize, from: usize, to: usize, count0: i32, count1: i32, depth: i32): usize {
  store<u32>(top, from);
  store<u32>(top, to, 4);
  store<i32>(top, count0, 8);
  store<i32>(top, count1, 12);
  store<i32>(top, depth, 16);
  return top + 20;
}

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
    start = load<u32>(top);
    end = load<u32>(top, 4);
    total0 = load<i32>(top, 8);
    total1 = load<i32>(top, 12);
    const depth = load<i32>(top, 16);
    column = -1;
    gain = -1;
    const isPure = total0 === 0 || total1 === 0;
    if (!isPure && depth < maxDepth && total0 + total1 >= 2 * minSamplesLeaf && end - start > 4) tryColumns();
    if (column < 0) {
      store<i32>(node, 0xffff);
      store<i32>(node, total0, 4);
      store<i32>(node, total1, 8);
      continue;
    }
    if (!isFine) {
      const bits: i32 = load<u8>(fineBits + <usize>column);
      const bins = countFine(codesOf(column), bits, codeBelow, codeAbove);
      gain = -1;
      scan(column, bins - 1, before0, before1, missingSide, true);
    }
    const cut = middleCut();
    const middle = partition(cut);
    const missingLeft =
      missingSide === unknown ? 2 * (left0 + left1) >= total0 + total1 : missingSide === toLeft;
    store<i32>(node, column);
    store<i32>(node, cut, 4);
    store<i32>(node, <i32>missingLeft, 8);
    const credit = importance + ((<usize>column) << 3);
    const decrease = (2 * gain) / (<f64>total0 * weight0 + <f64>total1 * weight1);
    store<f64>(credit, load<f64>(credit) + decrease);
    top = push(top, middle, end, total0 - left0, total1 - left1, depth + 1);
    top = push(top, start, middle, left0, left1, depth + 1);
  }
  return <i32>((node - nodes) / 12);
}
