import type { Kernel } from './kernel.js';

const { fround, max, min, sqrt } = Math;

/**
 * The kernel in plain JavaScript: the reference that the WebAssembly one is tested equal to, bit for bit, and its stand-in where
 * WebAssembly or its SIMD is missing. About twenty-five times slower.
 */
export function createJavaScriptKernel(): Kernel {
  let memory = new Float32Array(0);
  return {
    get memory() {
      return memory;
    },

    reserve(floats) {
      if (floats > memory.length) memory = new Float32Array(floats);
    },

    multiplyAdd(a, rowStride, stepStride, b, c, rows, steps, width) {
      for (let i = 0; i < rows; i++) {
        const row = c + i * width;
        for (let k = 0; k < steps; k++) {
          const factor = memory[a + i * rowStride + k * stepStride];
          const other = b + k * width;
          for (let j = 0; j < width; j++) {
            memory[row + j] = fround(memory[row + j] + fround(factor * memory[other + j]));
          }
        }
      }
    },

    cell(gates, previous, c, tanhC, h, rows, units) {
      for (let row = 0; row < rows; row++) {
        const z = gates + 4 * row * units;
        for (let j = 0; j < units; j++) {
          const at = row * units + j;
          const i = sigmoid(memory[z + j]);
          const f = sigmoid(memory[z + units + j]);
          const g = tanh(memory[z + 2 * units + j]);
          const o = sigmoid(memory[z + 3 * units + j]);
          const next = fround(fround(f * memory[previous + at]) + fround(i * g));
          memory[z + j] = i;
          memory[z + units + j] = f;
          memory[z + 2 * units + j] = g;
          memory[z + 3 * units + j] = o;
          memory[c + at] = next;
          memory[tanhC + at] = tanh(next);
          memory[h + at] = fround(o * memory[tanhC + at]);
        }
      }
    },

    cellBack(gates, previous, tanhC, dh, dc, dGates, rows, units) {
      for (let row = 0; row < rows; row++) {
        const z = gates + 4 * row * units;
        const dz = dGates + 4 * row * units;
        for (let j = 0; j < units; j++) {
          const at = row * units + j;
          const i = memory[z + j];
          const f = memory[z + units + j];
          const g = memory[z + 2 * units + j];
          const o = memory[z + 3 * units + j];
          const t = memory[tanhC + at];
          const dcAll = fround(memory[dc + at] + tanhBack(t, fround(memory[dh + at] * o)));
          memory[dz + j] = sigmoidBack(i, fround(dcAll * g));
          memory[dz + units + j] = sigmoidBack(f, fround(dcAll * memory[previous + at]));
          memory[dz + 2 * units + j] = tanhBack(g, fround(dcAll * i));
          memory[dz + 3 * units + j] = sigmoidBack(o, fround(memory[dh + at] * t));
          memory[dc + at] = fround(dcAll * f);
        }
      }
    },

    sumOfSquares(a, count) {
      // Four sums, as the lanes of a vector register keep them.
      const sums = new Float32Array(4);
      for (let k = 0; k < count; k++) {
        sums[k & 3] = fround(sums[k & 3] + fround(memory[a + k] * memory[a + k]));
      }
      return fround(fround(sums[0] + sums[1]) + fround(sums[2] + sums[3]));
    },

    adam(weights, gradient, mean, square, count, scale, rate, meanDecay, squareDecay, epsilon) {
      const [s, r, e] = [fround(scale), fround(rate), fround(epsilon)];
      const meanShare = fround(1 - fround(meanDecay));
      const squareShare = fround(1 - fround(squareDecay));
      for (let k = 0; k < count; k++) {
        const g = fround(memory[gradient + k] * s);
        const m0 = memory[mean + k];
        const v0 = memory[square + k];
        const m = fround(m0 + fround(meanShare * fround(g - m0)));
        const v = fround(v0 + fround(squareShare * fround(fround(g * g) - v0)));
        const step = fround(fround(r * m) / fround(fround(sqrt(v)) + e));
        memory[mean + k] = m;
        memory[square + k] = v;
        memory[weights + k] = fround(memory[weights + k] - step);
      }
    },
  };
}

// Taylor series of e^r, highest power first.
const exponential = [1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5, 1, 1].map(fround);
/** Adding and subtracting 1.5 * 2^23 rounds a 32-bit float to an integer. */
const rounder = 12_582_912;
const inverseLn2 = fround(Math.LOG2E);
// ln 2 in two parts, so that a small integer times the first is exact.
const [ln2High, ln2Low] = [fround(0.693359375), fround(-2.1219444e-4)];

/** 1 / (1 + e^-x): e^-x = 2^n e^r with |r| <= ln 2 / 2. Within 2e-7. */
function sigmoid(x: number): number {
  const y = min(60, max(-60, -x));
  const n = fround(fround(fround(y * inverseLn2) + rounder) - rounder);
  const r = fround(fround(y - fround(n * ln2High)) - fround(n * ln2Low));
  let e = exponential[0];
  for (let k = 1; k < exponential.length; k++) e = fround(fround(e * r) + exponential[k]);
  return fround(1 / fround(1 + fround(e * 2 ** n)));
}

function tanh(x: number): number {
  const s = sigmoid(fround(x + x));
  return fround(fround(s + s) - 1);
}

function sigmoidBack(y: number, gradient: number): number {
  return fround(gradient * fround(y * fround(1 - y)));
}

function tanhBack(y: number, gradient: number): number {
  return fround(gradient * fround(1 - fround(y * y)));
}
