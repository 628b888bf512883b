/// <reference path="../web-assembly.d.ts" />
import type { Kernel } from './kernel.js';
import { kernelBytes } from './kernel-bytes.generated.js';

const pageFloats = 65_536 / Float32Array.BYTES_PER_ELEMENT;

/** The kernel in WebAssembly SIMD, or nothing where there is no WebAssembly or it lacks SIMD. Compiles 4 kB: about 1 ms. */
export function createWasmKernel(): Kernel | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  let compiled: WebAssembly.Module;
  try {
    compiled = new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (byte) => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
  const pages = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory: pages } });
  // The bytes are ours: a test compares them with what the source compiles to, and another both kernels with each other.
  const { multiplyAdd, cell, cellBack, sumOfSquares, adam } = exports as Omit<Kernel, 'memory' | 'reserve'>;
  let memory = new Float32Array(pages.buffer);
  return {
    get memory() {
      return memory;
    },
    reserve(floats) {
      if (floats <= memory.length) return;
      pages.grow(Math.ceil((floats - memory.length) / pageFloats));
      memory = new Float32Array(pages.buffer);
    },
    multiplyAdd,
    cell,
    cellBack,
    sumOfSquares,
    adam,
  };
}
