/// <reference path="./web-assembly.d.ts" />

/** A kernel of `assembly/` with a memory of its own. Addresses are bytes into that memory. */
export interface Kernel<Functions> {
  /** The memory, grown to at least so many bytes; what it held stays. */
  memory(bytes: number): ArrayBuffer;
  readonly functions: Functions;
}

const pageBytes = 65_536;

/** The module with these bytes in base64, or nothing where WebAssembly or its SIMD is missing or forbidden. Cost: a millisecond. */
export function compileKernel(bytes: string): WebAssembly.Module | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** A kernel with so many bytes of memory, or nothing where there is no module or not so much memory. */
export function createKernel<Functions>(
  module: WebAssembly.Module | undefined,
  bytes: number,
): Kernel<Functions> | undefined {
  if (!module) return undefined;
  let pages: WebAssembly.Memory;
  try {
    pages = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  } catch {
    return undefined;
  }
  const { exports } = new WebAssembly.Instance(module, { env: { memory: pages } });
  return {
    memory(size) {
      const missing = size - pages.buffer.byteLength;
      if (missing > 0) pages.grow(Math.ceil(missing / pageBytes));
      return pages.buffer;
    },
    // The bytes are ours: tests compare them with what the source compiles to, and every kernel with its reference.
    functions: exports as Functions,
  };
}

/** Hands out addresses one after the other, each a multiple of `alignment`, from `size` on. */
export function createLayout(alignment: number, size = 0): { place(length: number): number; size(): number } {
  return {
    place(length) {
      const address = size;
      size += Math.ceil(length / alignment) * alignment;
      return address;
    },
    size: () => size,
  };
}
