import { at } from './address';

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
