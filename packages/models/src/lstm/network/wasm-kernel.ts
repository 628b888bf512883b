import { compileKernel, createKernel } from '../../kernels/kernel.js';
import { kernelBytes } from '../../kernels/lstm.generated.js';
import type { Kernel } from './kernel.js';

/** The kernel in WebAssembly SIMD, or nothing where there is no WebAssembly or it lacks SIMD. Compiles 4 kB: about 1 ms. */
export function createWasmKernel(): Kernel | undefined {
  const kernel = createKernel<Omit<Kernel, 'memory' | 'reserve'>>(compileKernel(kernelBytes), 1);
  if (!kernel) return undefined;
  const { multiplyAdd, cell, cellBack, sumOfSquares, adam } = kernel.functions;
  let memory = new Float32Array(kernel.memory(0));
  return {
    get memory() {
      return memory;
    },
    reserve(floats) {
      if (floats > memory.length) memory = new Float32Array(kernel.memory(floats * memory.BYTES_PER_ELEMENT));
    },
    multiplyAdd,
    cell,
    cellBack,
    sumOfSquares,
    adam,
  };
}
