import { at } from './address';

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
