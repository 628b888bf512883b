// Where the arrays of one training stand, and its settings.

export let rows: i32;
export let codes: usize;
export let edges: usize;
export let firstEdges: usize;
export let fineBits: usize;
export let missing: usize;
export let candidates: usize;
export let candidateCount: i32;
export let samples: usize;
export let goingRight: usize;
export let pending: usize;
export let nodes: usize;
export let importance: usize;
export let scratch: usize;
export let maxFeatures: i32;
export let maxDepth: i32;
export let minSamplesLeaf: i32;
export let weight0: f64;
export let weight1: f64;

/** Where arrays stand: see src/random-forest/growing/kernel-grower.ts. */
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

/** Where the codes of a column stand. */
export function codesOf(column: i32): usize {
  return codes + ((<usize>column * <usize>rows) << 1);
}

// A packed sample: see src/random-forest/growing/packed-sample.ts.
export function codeOf(columnCodes: usize, sample: u32): i32 {
  return load<u16>(columnCodes + ((<usize>(sample & 0xffffff)) << 1));
}

export function classOf(sample: u32): i32 {
  return (sample >>> 24) & 1;
}

export function countOf(sample: u32): i32 {
  return sample >>> 25;
}
