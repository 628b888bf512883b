// AssemblyScript: `pnpm build:wasm` compiles it to src/kernels/lstm.generated.ts. The hot loops of an LSTM, in SIMD instructions.
// src/lstm/network/kernel.ts says what each function does; javascript-kernel.ts beside it gives the same bits.
//
// Addresses count 32-bit floats from the start of memory; widths are multiples of 8.

function at(address: i32): usize {
  return (<usize>address) << 2;
}

/** C += A B for four rows and eight columns of C; eight sums stay in registers. */
function tile4x8(
  a: usize,
  rowStride: usize,
  stepStride: usize,
  b: usize,
  c: usize,
  steps: i32,
  bytes: usize,
): void {
  const c1 = c + bytes;
  const c2 = c1 + bytes;
  const c3 = c2 + bytes;
  let s00 = v128.load(c);
  let s01 = v128.load(c, 16);
  let s10 = v128.load(c1);
  let s11 = v128.load(c1, 16);
  let s20 = v128.load(c2);
  let s21 = v128.load(c2, 16);
  let s30 = v128.load(c3);
  let s31 = v128.load(c3, 16);
  const row2 = rowStride << 1;
  const row3 = row2 + rowStride;
  for (let k = 0; k < steps; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    s00 = f32x4.add(s00, f32x4.mul(a0, b0));
    s01 = f32x4.add(s01, f32x4.mul(a0, b1));
    const a1 = v128.load32_splat(a + rowStride);
    s10 = f32x4.add(s10, f32x4.mul(a1, b0));
    s11 = f32x4.add(s11, f32x4.mul(a1, b1));
    const a2 = v128.load32_splat(a + row2);
    s20 = f32x4.add(s20, f32x4.mul(a2, b0));
    s21 = f32x4.add(s21, f32x4.mul(a2, b1));
    const a3 = v128.load32_splat(a + row3);
    s30 = f32x4.add(s30, f32x4.mul(a3, b0));
    s31 = f32x4.add(s31, f32x4.mul(a3, b1));
    a += stepStride;
    b += bytes;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

/** The same for the one to three rows that are left over. */
function tile1x8(a: usize, stepStride: usize, b: usize, c: usize, steps: i32, bytes: usize): void {
  let s0 = v128.load(c);
  let s1 = v128.load(c, 16);
  for (let k = 0; k < steps; k++) {
    const a0 = v128.load32_splat(a);
    s0 = f32x4.add(s0, f32x4.mul(a0, v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(a0, v128.load(b, 16)));
    a += stepStride;
    b += bytes;
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
}

export function multiplyAdd(
  a: i32,
  rowStride: i32,
  stepStride: i32,
  b: i32,
  c: i32,
  rows: i32,
  steps: i32,
  width: i32,
): void {
  const bytes = at(width);
  const aRow = at(rowStride);
  const aStep = at(stepStride);
  // Columns outside, rows inside: the columns of B stay in the first-level cache for all rows.
  for (let column: usize = 0; column < bytes; column += 32) {
    let pa = at(a);
    let pc = at(c) + column;
    const pb = at(b) + column;
    let row = 0;
    for (; row + 4 <= rows; row += 4) {
      tile4x8(pa, aRow, aStep, pb, pc, steps, bytes);
      pa += aRow << 2;
      pc += bytes << 2;
    }
    for (; row < rows; row++) {
      tile1x8(pa, aStep, pb, pc, steps, bytes);
      pa += aRow;
      pc += bytes;
    }
  }
}

/** 1 / (1 + e^-x): e^-x = 2^n e^r with |r| <= ln 2 / 2, and e^r by its Taylor series to r^6. Within 2e-7. */
function sigmoid4(x: v128): v128 {
  const y = f32x4.pmin(f32x4.pmax(f32x4.neg(x), f32x4.splat(-60)), f32x4.splat(60));
  // Adding 1.5 * 2^23 rounds to an integer, and leaves it in the lowest bits.
  const shifted = f32x4.add(f32x4.mul(y, f32x4.splat(<f32>Math.LOG2E)), f32x4.splat(12582912));
  const n = f32x4.sub(shifted, f32x4.splat(12582912));
  // ln 2 in two parts, so that n times the first is exact.
  const r = f32x4.sub(
    f32x4.sub(y, f32x4.mul(n, f32x4.splat(0.693359375))),
    f32x4.mul(n, f32x4.splat(-2.1219444e-4)),
  );
  let e = f32x4.splat(1.0 / 720.0);
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(1.0 / 120.0));
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(1.0 / 24.0));
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(1.0 / 6.0));
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(0.5));
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(1));
  e = f32x4.add(f32x4.mul(e, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23);
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(e, power)));
}

function tanh4(x: v128): v128 {
  const s = sigmoid4(f32x4.add(x, x));
  return f32x4.sub(f32x4.add(s, s), f32x4.splat(1));
}

export function cell(gates: i32, previous: i32, c: i32, tanhC: i32, h: i32, rows: i32, units: i32): void {
  const width = at(units);
  const end = at(c) + <usize>rows * width;
  let pz = at(gates);
  let pp = at(previous);
  let pt = at(tanhC);
  let ph = at(h);
  for (let pc = at(c); pc < end; ) {
    for (const stop = pc + width; pc < stop; pc += 16) {
      const i = sigmoid4(v128.load(pz));
      const f = sigmoid4(v128.load(pz + width));
      const g = tanh4(v128.load(pz + 2 * width));
      const o = sigmoid4(v128.load(pz + 3 * width));
      v128.store(pz, i);
      v128.store(pz + width, f);
      v128.store(pz + 2 * width, g);
      v128.store(pz + 3 * width, o);
      const next = f32x4.add(f32x4.mul(f, v128.load(pp)), f32x4.mul(i, g));
      const t = tanh4(next);
      v128.store(pc, next);
      v128.store(pt, t);
      v128.store(ph, f32x4.mul(o, t));
      pz += 16;
      pp += 16;
      pt += 16;
      ph += 16;
    }
    pz += 3 * width;
  }
}

/** d/dx of a gate whose value is y, times the gradient of y: sigmoid. */
function sigmoidBack(y: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
}

function tanhBack(y: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y)));
}

export function cellBack(
  gates: i32,
  previous: i32,
  tanhC: i32,
  dh: i32,
  dc: i32,
  dGates: i32,
  rows: i32,
  units: i32,
): void {
  const width = at(units);
  const end = at(dc) + <usize>rows * width;
  let pz = at(gates);
  let pd = at(dGates);
  let pp = at(previous);
  let pt = at(tanhC);
  let ph = at(dh);
  for (let pc = at(dc); pc < end; ) {
    for (const stop = pc + width; pc < stop; pc += 16) {
      const i = v128.load(pz);
      const f = v128.load(pz + width);
      const g = v128.load(pz + 2 * width);
      const o = v128.load(pz + 3 * width);
      const t = v128.load(pt);
      const gh = v128.load(ph);
      const gc = f32x4.add(v128.load(pc), tanhBack(t, f32x4.mul(gh, o)));
      v128.store(pd, sigmoidBack(i, f32x4.mul(gc, g)));
      v128.store(pd + width, sigmoidBack(f, f32x4.mul(gc, v128.load(pp))));
      v128.store(pd + 2 * width, tanhBack(g, f32x4.mul(gc, i)));
      v128.store(pd + 3 * width, sigmoidBack(o, f32x4.mul(gh, t)));
      v128.store(pc, f32x4.mul(gc, f));
      pz += 16;
      pd += 16;
      pp += 16;
      pt += 16;
      ph += 16;
    }
    pz += 3 * width;
    pd += 3 * width;
  }
}

export function sumOfSquares(a: i32, count: i32): f32 {
  let sums = f32x4.splat(0);
  const end = at(a + count);
  for (let p = at(a); p < end; p += 16) {
    const x = v128.load(p);
    sums = f32x4.add(sums, f32x4.mul(x, x));
  }
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
  );
}

export function adam(
  weights: i32,
  gradient: i32,
  mean: i32,
  square: i32,
  count: i32,
  scale: f32,
  rate: f32,
  meanDecay: f32,
  squareDecay: f32,
  epsilon: f32,
): void {
  const bytes = at(count);
  const pw = at(weights);
  const pg = at(gradient);
  const pm = at(mean);
  const pv = at(square);
  for (let k: usize = 0; k < bytes; k += 16) {
    const g = f32x4.mul(v128.load(pg + k), f32x4.splat(scale));
    const m0 = v128.load(pm + k);
    const v0 = v128.load(pv + k);
    const m = f32x4.add(m0, f32x4.mul(f32x4.splat(1 - meanDecay), f32x4.sub(g, m0)));
    const v = f32x4.add(v0, f32x4.mul(f32x4.splat(1 - squareDecay), f32x4.sub(f32x4.mul(g, g), v0)));
    v128.store(pm + k, m);
    v128.store(pv + k, v);
    const step = f32x4.div(f32x4.mul(f32x4.splat(rate), m), f32x4.add(f32x4.sqrt(v), f32x4.splat(epsilon)));
    v128.store(pw + k, f32x4.sub(v128.load(pw + k), step));
  }
}
