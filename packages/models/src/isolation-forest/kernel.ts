/// <reference path="../web-assembly.d.ts" />
import { kernelBytes } from './kernel-bytes.generated.js';

/** The compiled `assembly/sum-path-lengths.ts`, whose comments say what the arguments are; addresses are bytes into the memory. */
export interface Kernel {
  /** The kernel's memory, grown to at least so many bytes; what it held stays. */
  memory(bytes: number): ArrayBuffer;
  sumPathLengths(...addressesAndCounts: readonly number[]): void;
}

let kernel: Kernel | undefined | 'not tried' = 'not tried';

/**
 * The kernel, or nothing where WebAssembly or its SIMD instructions are missing. One for the whole process, because every
 * memory reserves gigabytes of address space; whoever calls it writes all that it reads first. Cost: a millisecond, once.
 */
export function sharedKernel(): Kernel | undefined {
  if (kernel === 'not tried') kernel = instantiate();
  return kernel;
}

function instantiate(): Kernel | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const bytes = Uint8Array.from(atob(kernelBytes), (character) => character.charCodeAt(0));
  let exported: WebAssembly.Instance['exports'];
  try {
    exported = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  } catch {
    // An engine without SIMD refuses the module; one that forbids compiling throws here as well.
    return undefined;
  }
  const { memory, sumPathLengths } = exported;
  if (!(memory instanceof WebAssembly.Memory) || typeof sumPathLengths !== 'function') return undefined;
  return {
    memory(size) {
      const missing = size - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
      return memory.buffer;
    },
    sumPathLengths: (...given) => void sumPathLengths(...given),
  };
}
