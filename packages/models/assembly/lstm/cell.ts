import { at } from './address';

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
