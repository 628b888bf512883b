import { describe, expect, it } from 'vitest';
import { createJavaScriptKernel } from '../../src/lstm/network/javascript-kernel.js';
import type { Kernel } from '../../src/lstm/network/kernel.js';
import { createWasmKernel } from '../../src/lstm/network/wasm-kernel.js';
import { createRandom } from '../../src/random.js';

const floats = 8192;

function filled(kernel: Kernel, seed: number): Kernel {
  kernel.reserve(floats);
  const random = createRandom(seed);
  for (let i = 0; i < floats; i++) kernel.memory[i] = 6 * (random.uniform() - 0.5);
  return kernel;
}

function bothKernels(seed: number): [Kernel, Kernel] {
  const wasm = createWasmKernel();
  if (!wasm) throw new Error('WebAssembly SIMD is missing here');
  return [filled(wasm, seed), filled(createJavaScriptKernel(), seed)];
}

function bytesOf({ memory }: Kernel): Buffer {
  return Buffer.from(memory.buffer, memory.byteOffset, 4 * floats);
}

function sameMemory(a: Kernel, b: Kernel): boolean {
  return bytesOf(a).equals(bytesOf(b));
}

describe('the WebAssembly kernel gives the bits of the JavaScript one', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 13])('multiplying %d rows', (rows) => {
    for (const [steps, width] of [
      [1, 8],
      [6, 16],
      [33, 32],
    ]) {
      for (const [rowStride, stepStride] of [
        [steps, 1],
        [1, rows],
        [0, 1],
        [0, 0],
      ]) {
        const [wasm, plain] = bothKernels(rows * steps);
        for (const kernel of [wasm, plain])
          kernel.multiplyAdd(0, rowStride, stepStride, 2048, 6000, rows, steps, width);
        expect(sameMemory(wasm, plain)).toBe(true);
      }
    }
  });

  it.each([
    [1, 8],
    [3, 16],
    [5, 32],
  ])('in a cell of %d rows, %d units, forwards and back', (rows, units) => {
    const [wasm, plain] = bothKernels(units);
    for (const kernel of [wasm, plain]) {
      kernel.cell(0, 4096, 4400, 4800, 5200, rows, units);
      kernel.cellBack(0, 4096, 4800, 5600, 6000, 2048, rows, units);
    }
    expect(sameMemory(wasm, plain)).toBe(true);
  });

  it('in a step of Adam, and in sums of squares', () => {
    const [wasm, plain] = bothKernels(1);
    for (const kernel of [wasm, plain]) {
      for (let i = 600; i < 800; i++) kernel.memory[i] = Math.abs(kernel.memory[i]);
      kernel.adam(0, 200, 400, 600, 200, 0.7, 0.01, 0.9, 0.999, 1e-7);
    }
    expect(sameMemory(wasm, plain)).toBe(true);
    expect(wasm.sumOfSquares(0, 4000)).toBe(plain.sumOfSquares(0, 4000));
  });
});

it('activations are within 3e-7 of the exact ones, and saturate at the ends', () => {
  const kernel = createJavaScriptKernel();
  kernel.reserve(64);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  for (let x = -100; x <= 100; x += 0.0137) {
    kernel.memory.fill(0);
    kernel.memory.fill(x, 0, 32);
    kernel.cell(0, 32, 40, 48, 56, 1, 8);
    const [i, f, g, o] = [0, 8, 16, 24].map((address) => kernel.memory[address]);
    const rounded = Math.fround(x);
    for (const gate of [i, f, o]) expect(Math.abs(gate - sigmoid(rounded))).toBeLessThan(3e-7);
    expect(Math.abs(g - Math.tanh(rounded))).toBeLessThan(3e-7);
  }
});
