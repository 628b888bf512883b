// AssemblyScript: `pnpm build:wasm` compiles it to src/kernels/sum-bit-rows.generated.ts. src/trees/bit-forest.ts lays out what
// it reads.
//
// A block of 128 rows is scored at once, one row per bit of a v128:
// 1. per split, a mask of the rows whose value is above its threshold;
// 2. per tree, from the root down, a mask of the rows that reach each node;
// 3. per tree, the rows' leaves as bytes, which look up the leaf value that is added to each row's sum.
// Sums are added in tree order, exactly as the reference does, and so are identical to the bit.

const blockRows: i32 = 128;

/**
 * Adds the leaf values of `rowCount` rows to `sums`, which has room for whole blocks of 128. `features` lists, per column with
 * splits, four i32: column, first split, number of splits, and the power of two that their thresholds are padded to.
 * `masks`, `ranks`, `reached` and `leaves` are scratch; `ranks` is zero before and after.
 */
export function sumBitRows(
  rows: usize,
  rowCount: i32,
  columns: i32,
  sums: usize,
  features: usize,
  featureCount: i32,
  thresholds: usize,
  program: usize,
  values: usize,
  trees: i32,
  masks: usize,
  ranks: usize,
  reached: usize,
  leaves: usize,
): void {
  const rowBytes = (<usize>columns) << 3;
  for (let start = 0; start < rowCount; start += blockRows) {
    const count = min(blockRows, rowCount - start);
    compareAll(rows, count, rowBytes, features, featureCount, thresholds, masks, ranks);
    let code = program;
    let table = values;
    for (let tree = 0; tree < trees; tree++) {
      code = reachNodes(code, masks, reached);
      const planes = <i32>load<u16>(code);
      code = collectLeaves(code + 2, planes, reached, leaves);
      addLeafValues(planes, leaves, table, sums);
      table += (<usize>8) << planes;
    }
    rows += <usize>count * rowBytes;
    sums += (<usize>blockRows) << 3;
  }
}

/** Step 1: `masks[split]` has the bits of the rows whose value is above the split's threshold. */
function compareAll(
  rows: usize,
  count: i32,
  rowBytes: usize,
  features: usize,
  featureCount: i32,
  thresholds: usize,
  masks: usize,
  ranks: usize,
): void {
  for (let f = 0; f < featureCount; f++) {
    const column = load<i32>(features);
    const splits = load<i32>(features, 8);
    const power = load<i32>(features, 12);
    let value = rows + ((<usize>column) << 3);
    for (let r = 0; r < count; r++) {
      // How many thresholds are below the value, by a binary search without branches.
      const x = load<f64>(value);
      let below: usize = 0;
      for (let bit = power - 1; bit >= 0; bit--) {
        const half = (<usize>1) << bit;
        below += (<usize>(load<f64>(thresholds + ((below + half - 1) << 3)) < x)) << bit;
      }
      const word = ranks + (below << 4) + ((<usize>(r >> 6)) << 3);
      store<u64>(word, load<u64>(word) | ((<u64>1) << (r & 63)));
      value += rowBytes;
    }
    // A row is above the k-th threshold when more than k thresholds are below its value.
    let above = i64x2.splat(0);
    const mask = masks + ((<usize>load<i32>(features, 4)) << 4);
    for (let k = splits; k > 0; k--) {
      const rank = ranks + ((<usize>k) << 4);
      above = v128.or(above, v128.load(rank));
      v128.store(rank, i64x2.splat(0));
      v128.store(mask + ((<usize>(k - 1)) << 4), above);
    }
    v128.store(ranks, i64x2.splat(0));
    thresholds += (<usize>8) << power;
    features += 16;
  }
}

/** Step 2: a split's children are appended, the rows at or below its threshold first. Returns where the program goes on. */
function reachNodes(code: usize, masks: usize, reached: usize): usize {
  const end = code + 2 + ((<usize>load<u16>(code)) << 2);
  v128.store(reached, i64x2.splat(-1));
  let next = reached + 16;
  for (code += 2; code < end; code += 4) {
    const node = v128.load(reached + ((<usize>load<u16>(code)) << 4));
    const above = v128.load(masks + ((<usize>load<u16>(code, 2)) << 4));
    v128.store(next, v128.andnot(node, above));
    v128.store(next, v128.and(node, above), 16);
    next += 32;
  }
  return end;
}

/** Step 3a: the b-th mask of `leaves` has the rows whose leaf has bit b in its code. Returns where the program goes on. */
function collectLeaves(code: usize, planes: i32, reached: usize, leaves: usize): usize {
  for (let b = 0; b < planes; b++) {
    const end = code + 2 + ((<usize>load<u16>(code)) << 1);
    let rows = i64x2.splat(0);
    for (code += 2; code < end; code += 2) {
      rows = v128.or(rows, v128.load(reached + ((<usize>load<u16>(code)) << 4)));
    }
    v128.store(leaves + ((<usize>b) << 4), rows);
  }
  return code;
}

/** Step 3b: turns 16 rows at a time from bits to bytes, and looks their leaf values up. */
function addLeafValues(planes: i32, leaves: usize, table: usize, sums: usize): void {
  const bitOfLane = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  const byteOfLane = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  const codes = leaves + 128;
  for (let group: usize = 0; group < 8; group++) {
    let lanes = i8x16.splat(0);
    for (let b = planes - 1; b >= 0; b--) {
      const bits = v128.load16_splat(leaves + ((<usize>b) << 4) + (group << 1));
      const spread = v128.and(i8x16.swizzle(bits, byteOfLane), bitOfLane);
      // Doubled, and one more where the bit is set: a lane that is equal holds -1.
      lanes = i8x16.sub(i8x16.add(lanes, lanes), i8x16.eq(spread, bitOfLane));
    }
    v128.store(codes, lanes);
    for (let lane: usize = 0; lane < 16; lane += 2) {
      const first = load<f64>(table + ((<usize>load<u8>(codes + lane)) << 3));
      const second = load<f64>(table + ((<usize>load<u8>(codes + lane, 1)) << 3));
      store<f64>(sums, load<f64>(sums) + first);
      store<f64>(sums, load<f64>(sums, 8) + second, 8);
      sums += 16;
    }
  }
}
