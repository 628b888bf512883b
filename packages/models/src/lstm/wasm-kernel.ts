import type { Kernel } from './kernel.js';
import { kernelBytes } from './kernel-bytes.generated.js';

const pageFloats = 65_536 / Float32Array.BYTES_PER_ELEMENT;

// The part of the WebAssembly interface that is used here; the types of Node do not declare it.
interface WebAssemblyInterface {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): void };
  Instance: new (module: object, imports: object) => { readonly exports: Omit<Kernel, 'memory' | 'reserve'> };
}

/** The kernel in WebAssembly SIMD, or nothing where there is no WebAssembly or it lacks SIMD. Compiles 4 kB: about 1 ms. */
export function createWasmKernel(): Kernel | undefined {
  const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyInterface };
  if (!WebAssembly) return undefined;
  let compiled: object;
  try {
    compiled = new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (byte) => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
  const pages = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory: pages } });
  const { multiplyAdd, cell, cellBack, sumOfSquares, adam } = exports;
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
