// AssemblyScript: `pnpm build:wasm` compiles it to src/kernels/add-trees.generated.ts.
// src/random-forest/scoring/compiled-forest.ts lays out what it reads.

/**
 * Adds to `sums`, for each of the first `rows` rows of a block, the values of the leaves in which it ends, in tree order. Rows are a
 * multiple of eight, and stand at `values` one after the other. Nodes stand at address 0. `edges` has every column's thresholds,
 * `lengths` how many those are, `roots` each tree's first node; `codes` is scratch.
 */
export function addTrees(
  values: usize,
  rows: i32,
  columns: i32,
  edges: usize,
  lengths: usize,
  codes: usize,
  leafValues: usize,
  roots: usize,
  trees: i32,
  sums: usize,
): void {
  for (let j = 0; j < columns; j++) {
    const length = load<i32>(lengths + ((<usize>j) << 2));
    encodeColumn(values + ((<usize>j) << 3), rows, columns, edges, length, codes + ((<usize>j) << 1));
    edges += (<usize>length) << 3;
  }
  for (let tree = 0; tree < trees; tree++) {
    addTree(codes, rows, (<usize>columns) << 1, leafValues, load<u32>(roots + ((<usize>tree) << 2)), sums);
  }
}

/** How many edges are below each row's value: four searches in flight. */
function encodeColumn(value: usize, rows: i32, columns: i32, edges: usize, length: i32, codes: usize): void {
  const stride = (<usize>columns) << 3;
  const codeStride = (<usize>columns) << 1;
  for (let i = 0; i < rows; i += 4) {
    const v0 = load<f64>(value);
    const v1 = load<f64>(value + stride);
    const v2 = load<f64>(value + 2 * stride);
    const v3 = load<f64>(value + 3 * stride);
    let c0 = edges;
    let c1 = edges;
    let c2 = edges;
    let c3 = edges;
    for (let left = length; left > 0; ) {
      const half = (left + 1) >>> 1;
      const bytes = (<usize>half) << 3;
      // The edge before the half's end, and a mask instead of a branch that would be mispredicted every other time.
      c0 += bytes & -(<usize>(load<f64>(c0 + bytes - 8) < v0));
      c1 += bytes & -(<usize>(load<f64>(c1 + bytes - 8) < v1));
      c2 += bytes & -(<usize>(load<f64>(c2 + bytes - 8) < v2));
      c3 += bytes & -(<usize>(load<f64>(c3 + bytes - 8) < v3));
      left -= half;
    }
    store<u16>(codes, (c0 - edges) >> 3);
    store<u16>(codes + codeStride, (c1 - edges) >> 3);
    store<u16>(codes + 2 * codeStride, (c2 - edges) >> 3);
    store<u16>(codes + 3 * codeStride, (c3 - edges) >> 3);
    value += 4 * stride;
    codes += 4 * codeStride;
  }
}

/** One tree, eight rows in flight; leaves lead to themselves, so that only every second step asks whether all have arrived. */
function addTree(
  codes: usize,
  rows: i32,
  rowBytes: usize,
  leafValues: usize,
  root: usize,
  sums: usize,
): void {
  let row0 = codes;
  for (let i = 0; i < rows; i += 8) {
    const row1 = row0 + rowBytes;
    const row2 = row1 + rowBytes;
    const row3 = row2 + rowBytes;
    const row4 = row3 + rowBytes;
    const row5 = row4 + rowBytes;
    const row6 = row5 + rowBytes;
    const row7 = row6 + rowBytes;
    let p0 = root;
    let p1 = root;
    let p2 = root;
    let p3 = root;
    let p4 = root;
    let p5 = root;
    let p6 = root;
    let p7 = root;
    let moved: usize = 1;
    while (moved !== 0) {
      p0 = step(row0, p0);
      p1 = step(row1, p1);
      p2 = step(row2, p2);
      p3 = step(row3, p3);
      p4 = step(row4, p4);
      p5 = step(row5, p5);
      p6 = step(row6, p6);
      p7 = step(row7, p7);
      const q0 = step(row0, p0);
      const q1 = step(row1, p1);
      const q2 = step(row2, p2);
      const q3 = step(row3, p3);
      const q4 = step(row4, p4);
      const q5 = step(row5, p5);
      const q6 = step(row6, p6);
      const q7 = step(row7, p7);
      moved = (q0 ^ p0) | (q1 ^ p1) | (q2 ^ p2) | (q3 ^ p3) | (q4 ^ p4) | (q5 ^ p5) | (q6 ^ p6) | (q7 ^ p7);
      p0 = q0;
      p1 = q1;
      p2 = q2;
      p3 = q3;
      p4 = q4;
      p5 = q5;
      p6 = q6;
      p7 = q7;
    }
    addLeaf(sums, leafValues, p0);
    addLeaf(sums + 8, leafValues, p1);
    addLeaf(sums + 16, leafValues, p2);
    addLeaf(sums + 24, leafValues, p3);
    addLeaf(sums + 32, leafValues, p4);
    addLeaf(sums + 40, leafValues, p5);
    addLeaf(sums + 48, leafValues, p6);
    addLeaf(sums + 56, leafValues, p7);
    row0 = row7 + rowBytes;
    sums += 64;
  }
}

/** From one node to the next, without a branch. A node is its cut, its column and the address of its left child. */
function step(row: usize, node: usize): usize {
  const code = load<u16>(row + ((<usize>load<u16>(node, 2)) << 1));
  return load<u32>(node, 4) + ((<usize>(code > load<u16>(node))) << 3);
}

function addLeaf(sum: usize, leafValues: usize, node: usize): void {
  store<f64>(sum, load<f64>(sum) + load<f32>(leafValues + (node >>> 1)));
}
